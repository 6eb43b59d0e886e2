"""Loads the shop: `content` reads the files, a module per part writes it, `parts` runs them."""

"""Loads the demo shop: `content` reads the files, one module per part writes it, `parts` runs them."""

"""Converters between HTML, Markdown and the blocks of an article."""

"""Texts of articles: blocks, Markdown, HTML and plain words, and how much a change weighs."""

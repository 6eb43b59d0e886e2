"""Badges, defined in code; who holds them is recounted from the truth."""

"""Reactions to what allauth reports."""

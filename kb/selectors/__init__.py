"""Reads for pages, the API and the upper apps; nothing here writes."""

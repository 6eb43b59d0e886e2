"""The knowledge base: sections and articles, their review, and where they came from."""

"""The knowledge base as files: Markdown with front matter, pictures, redirects; and back."""

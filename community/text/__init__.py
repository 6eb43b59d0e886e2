"""Text: Markdown in, safe HTML and plain text out; HTML of other sites in, Markdown out."""

from community.text.conversion import html_to_markdown
from community.text.diff import DiffLine, DiffSegment, diff_lines
from community.text.plain import excerpt, plain_text
from community.text.rendering import RenderedText, render_inline, render_markdown
from community.text.source import normalize_source

__all__ = [
    "DiffLine",
    "DiffSegment",
    "RenderedText",
    "diff_lines",
    "excerpt",
    "html_to_markdown",
    "normalize_source",
    "plain_text",
    "render_inline",
    "render_markdown",
]

"""What the text editor offers in each kind of text."""

from typing import Final

TEXT_FEATURES: Final = [
    "h2",
    "h3",
    "h4",
    "bold",
    "italic",
    "strikethrough",
    "code",
    "ol",
    "ul",
    "hr",
    "blockquote",
    "superscript",
    "subscript",
    "link",
    "document-link",
]
INLINE_FEATURES: Final = ["bold", "italic", "strikethrough", "code", "link"]
SIMPLE_FEATURES: Final = [*INLINE_FEATURES, "ol", "ul", "document-link"]

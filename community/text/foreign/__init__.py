"""HTML that others wrote: parsed as browsers parse it, then put into a shape that can be relied on.

Everything that reads HTML from outside goes through here, so that what is lost, glued or refused
is the same for a paste, an import of articles and an import of posts.
"""

from community.text.foreign.parsing import (
    Element,
    HtmlRefused,
    Node,
    NoteLoss,
    parse_html,
    text_of,
)
from community.text.foreign.shaping import shape_html
from community.text.foreign.soup import soup_of

__all__ = [
    "Element",
    "HtmlRefused",
    "Node",
    "NoteLoss",
    "parse_html",
    "shape_html",
    "soup_of",
    "text_of",
]

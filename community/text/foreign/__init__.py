"""Parse HTML from other programs as browsers do, and convert it to a fixed set of elements.

All HTML from outside is read by this package. Pasting, the import of articles and the import of
posts therefore report the same losses and refuse the same texts.
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

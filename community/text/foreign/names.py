"""Which elements are boxes, marks and rubbish."""

from typing import Final

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
CODE_BOXES: Final = frozenset({"pre", "listing", "xmp", "plaintext"})
STRUCTURES: Final = (
    HEADINGS
    | LISTS
    | CODE_BOXES
    | {"p", "li", "dl", "dt", "dd", "table", "blockquote", "hr", "figure", "figcaption", "details"}
    | {"summary"}
)
BOXES: Final = STRUCTURES | frozenset(
    {"div", "section", "article", "main", "header", "footer", "aside", "center", "body", "html"}
    | {
        "x-frameset",
        "nav",
        "address",
        "form",
        "fieldset",
        "legend",
        "hgroup",
        "dialog",
        "search",
        "optgroup",
    }
    | {"caption", "tbody", "thead", "tfoot", "tr", "td", "th", "textarea"}
)
"""What begins and ends a line of its own."""

MARKS: Final = frozenset(
    {"b", "strong", "i", "em", "cite", "var", "dfn", "s", "del", "strike", "u", "ins", "mark"}
    | {"small", "kbd", "samp", "tt", "code", "sup", "sub"}
)
CODE_MARKS: Final = frozenset({"code", "tt", "samp"})
PLAYERS: Final = frozenset({"iframe", "video", "audio", "embed"})
SILENT: Final = frozenset(
    {"head", "meta", "link", "base", "source", "track", "param", "area", "col", "colgroup", "wbr"}
    | {"basefont", "bgsound", "frame", "xml", "#ignored"}
)
"""What holds no words, or words about the file and not for its readers."""

RUBBISH: Final = frozenset({"script", "style", "title"})
"""What readers never saw; it is left out and named."""

KNOWN: Final = BOXES | MARKS | PLAYERS | SILENT | {"br", "img", "input"}
"""Names that mean something to us where they stand in HTML."""

"""Names of block elements, marks and elements to remove."""

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
"""Block elements: their content starts and ends on its own line."""

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
"""Elements without text for readers, such as metadata of the file."""

RUBBISH: Final = frozenset({"script", "style", "title"})
"""Elements that readers never saw. They are left out and reported."""

KNOWN: Final = BOXES | MARKS | PLAYERS | SILENT | {"br", "img", "input"}
"""Element names with a meaning for the converter."""

"""URLs in running text become links, in time that grows with the text and no faster."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.rules_inline.linkify import SCHEME_RE

_SCHEMES: Final = frozenset({"http", "https"})
_SCHEME_MAX: Final = 16
_URL_MAX: Final = 4_000


def link_urls(parser: MarkdownIt) -> None:
    """Make a parser ask for a link only where one begins: it looks through the rest for each."""
    parser.inline.ruler.at("linkify", _linkify)


def _linkify(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":" or state.md.linkify is None:
        return False
    found = SCHEME_RE.search(state.pending[-_SCHEME_MAX:])
    if found is None or found[1].lower() not in _SCHEMES:
        return False
    start = state.pos - len(found[1])
    if state.md.linkify.match_at_start(state.src[start : start + _URL_MAX]) is None:
        return False
    return linkify(state, silent)

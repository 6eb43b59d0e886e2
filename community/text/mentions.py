"""`@username`: found in what somebody says themselves, linked when somebody bears the name.

Code, links, quotations and `\\@username` mention nobody.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import quote, unquote

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from accounts.validators import USERNAME_MAX_LENGTH
from core.unicode import SPACELESS, WORD_CHARACTER, characters, fold

KnownNames: TypeAlias = Collection[str] | Callable[[list[str]], Iterable[str]]
"""The names that exist, or a function that says which of some names do."""

MENTIONS_MAX: Final = 10
"""How many people a text may mention where each is looked up."""

_MENTION: Final = regex.compile(
    rf"@({WORD_CHARACTER}(?:(?:{WORD_CHARACTER}|[.+-]){{0,148}}{WORD_CHARACTER})?)", regex.V1
)
_CONTINUES: Final = regex.compile(rf"(?!{SPACELESS})[\p{{L}}\p{{N}}\p{{M}}_@/.+-]", regex.V1)
"""Before the sign, these make it part of something else, such as an email address."""

_SPACELESS: Final = regex.compile(SPACELESS)
_JOINS: Final = regex.compile(r"[.+-]\Z")


class Bearer(NamedTuple):
    """Somebody who is mentioned: how much of what was typed is the name, and the name itself."""

    typed_length: int
    username: str


_MENTION_LINK: Final = regex.compile(r'<a [^<>]*\bhref="/users/([^"/]+)/"[^<>]*>')
_SPOILER: Final = "spoiler"


def keep_escaped_at(parser: MarkdownIt) -> None:
    """Let an escaped `@` stay apart from the name behind it, so that it mentions nobody."""
    parser.core.ruler.before("text_join", "escaped_at", _set_escaped_at_apart)


def _set_escaped_at_apart(state: StateCore) -> None:
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "text_special" and token.content == "@":
                token.type = "html_inline"


def _own_words(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the inline content of every block that is not quoted; a spoiler is no quotation."""
    quotations: list[bool] = []
    for block in tokens:
        if block.type == "blockquote_open":
            quotations.append(block.attrGet("class") != _SPOILER)
        elif block.type == "blockquote_close":
            quotations.pop()
        elif block.children and not any(quotations):
            yield block.children


def _mentionable(tokens: list[Token]) -> Iterator[Token]:
    """Yield the text tokens outside links and outside lines that begin with `>`."""
    links = 0
    is_line_start, is_quoted = True, False
    for token in tokens:
        if token.type == "link_open":
            links += 1
        elif token.type == "link_close":
            links -= 1
        if token.type in {"softbreak", "hardbreak"}:
            is_line_start, is_quoted = True, False
            continue
        if is_line_start:
            is_quoted = token.content.lstrip().startswith(">")
            is_line_start = False
        if token.type == "text" and links == 0 and not is_quoted:
            yield token


def _mentions_in(text: str) -> Iterator[regex.Match[str]]:
    for match in _MENTION.finditer(text):
        if not _CONTINUES.match(text, max(match.start() - 1, 0), match.start()):
            yield match


def find_mentions(tokens: list[Token]) -> list[str]:
    """Return the names mentioned in parsed Markdown, each once, in order of appearance."""
    names: dict[str, str] = {}
    for inline in _own_words(tokens):
        for token in _mentionable(inline):
            for match in _mentions_in(token.content):
                names.setdefault(fold(match[1]), match[1])
    return list(names.values())


def linked_names(html: str) -> list[str]:
    """The names that a stored text mentions, as their bearers write them."""
    links = (match for match in _MENTION_LINK.finditer(html) if 'class="mention"' in match.group())
    return list(dict.fromkeys(unquote(match.group(1)) for match in links))


def resolve_mentions(names: list[str], known: KnownNames | None) -> dict[str, Bearer]:
    """Return whom the names mean, by the folded name.

    What was typed may go on behind the name where a script writes no spaces: the longest name that
    somebody bears is meant.
    """
    if not names or known is None:
        return {}
    if callable(known):
        names = names[:MENTIONS_MAX]
        known = list(known([part for name in names for part in _beginnings(name)]))
    by_folded = {fold(name): name for name in known}
    found = {}
    for name in names:
        part = next((part for part in _beginnings(name) if fold(part) in by_folded), None)
        if part is not None:
            found[fold(name)] = Bearer(len(part), by_folded[fold(part)])
    return found


def _beginnings(name: str) -> list[str]:
    """The name, and what it begins with as far as it may end there; the longest first."""
    parts, end = [name], 0
    clusters = characters(name)
    for cluster, following in pairwise(clusters[: USERNAME_MAX_LENGTH + 1]):
        end += len(cluster)
        beside = _SPACELESS.match(cluster) or _SPACELESS.match(following)
        if beside and not _JOINS.search(name[:end]):
            parts.append(name[:end])
    return sorted(parts, key=len, reverse=True)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mention_link(typed: str, username: str) -> list[Token]:
    attributes: dict[str, str | int | float] = {
        "class": "mention",
        "href": f"/users/{quote(username, safe='')}/",
    }
    return [
        Token("link_open", "a", 1, attrs=attributes),
        _text(f"@{typed}"),
        Token("link_close", "a", -1),
    ]


def _split(token: Token, known: dict[str, Bearer]) -> list[Token]:
    pieces: list[Token] = []
    position = 0
    for match in _mentions_in(token.content):
        bearer = known.get(fold(match.group(1)))
        if bearer is None:
            continue
        typed = match.group(1)[: bearer.typed_length]
        pieces.append(_text(token.content[position : match.start()]))
        pieces.extend(_mention_link(typed, bearer.username))
        position = match.start(1) + len(typed)
    return [*pieces, _text(token.content[position:])] if pieces else [token]


def link_mentions(tokens: list[Token], known: dict[str, Bearer]) -> None:
    """Turn the mentions of known names into links to their profiles, in place."""
    if not known:
        return
    for inline in _own_words(tokens):
        linkable = {id(token) for token in _mentionable(inline)}
        inline[:] = [
            piece
            for token in inline
            for piece in (_split(token, known) if id(token) in linkable else [token])
        ]

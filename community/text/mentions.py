"""`@username`: found in text that is neither code nor a link, linked when somebody bears it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, TypeAlias
from urllib.parse import quote

from markdown_it.token import Token

KnownNames: TypeAlias = Collection[str] | Callable[[list[str]], Iterable[str]]
"""The names that exist, or a function that says which of some names do."""

_MENTION: Final = re.compile(r"(?<![\w@/.+-])@(\w(?:[\w.+-]{0,148}\w)?)")


def _mentionable(tokens: list[Token]) -> Iterator[Token]:
    """Yield the text tokens outside links, at any depth of inline content."""
    links = 0
    for token in tokens:
        if token.type == "link_open":
            links += 1
        elif token.type == "link_close":
            links -= 1
        elif token.type == "text" and links == 0:
            yield token


def find_mentions(tokens: list[Token]) -> list[str]:
    """Return the names mentioned in parsed Markdown, each once, in order of appearance."""
    names: dict[str, str] = {}
    for block in tokens:
        for token in _mentionable(block.children or []):
            for name in _MENTION.findall(token.content):
                names.setdefault(name.casefold(), name)
    return list(names.values())


def resolve_mentions(names: list[str], known: KnownNames | None) -> dict[str, str]:
    """Return which of the names exist: case-folded name to the name as its bearer writes it."""
    if not names or known is None:
        return {}
    existing = known(names) if callable(known) else known
    by_folded = {name.casefold(): name for name in existing}
    folded = [name.casefold() for name in names]
    return {name: by_folded[name] for name in folded if name in by_folded}


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


def _split(token: Token, known: dict[str, str]) -> list[Token]:
    pieces: list[Token] = []
    position = 0
    for match in _MENTION.finditer(token.content):
        username = known.get(match.group(1).casefold())
        if username is None:
            continue
        pieces.append(_text(token.content[position : match.start()]))
        pieces.extend(_mention_link(match.group(1), username))
        position = match.end()
    return [*pieces, _text(token.content[position:])] if pieces else [token]


def link_mentions(tokens: list[Token], known: dict[str, str]) -> None:
    """Turn the mentions of known names into links to their profiles, in place."""
    if not known:
        return
    for block in tokens:
        if not block.children:
            continue
        linkable = {id(token) for token in _mentionable(block.children)}
        block.children = [
            piece
            for token in block.children
            for piece in (_split(token, known) if id(token) in linkable else [token])
        ]

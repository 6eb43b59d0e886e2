"""Find the title in a Markdown text with a Markdown parser."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LOOKED_AT: Final = 30_000
_HEADING_ID: Final = re.compile(r"(?<!\s)\s*+\{:?[^{}#]*#([\w.:-]++)[^{}]*+\}\s*+\Z")
_ATTRIBUTES: Final = re.compile(r"(?<!\s)\s*+\{:?\s*+[.:][^{}]*+\}\s*+\Z")
_SHORTCODE: Final = re.compile(r"\{\{[<%](?:(?!\{\{).)*?[%>]\}\}|\{%(?:(?!\{%).)*?%\}")
_TITLE_TAG: Final = re.compile(r"<h1\b([^<>]*)>((?:(?!<h1\b).)*?)</h1>", re.IGNORECASE | re.DOTALL)
_ID_ATTRIBUTE: Final = re.compile(r"\bid=[\"']?([^\s\"'>]+)")
_SILENT_TAG: Final = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<(script|style)\b(?:(?!<\1\b).)*?</\1>|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_NO_WORDS: Final = re.compile(
    r"\A(?:import\s.+|export\s.+|\[\[?toc\]?\]|\{:?\s*toc.*|\{%.*%\}|\{\{[<%].*[%>]\}\}|\$\$.*)\Z",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title found in a text, its id, and the text without it."""

    title: str
    body: str
    level: int = 1
    own_id: str = ""


def find_title(body: str) -> Heading | None:
    """The heading at the beginning of a text; badges and comments before it are ignored.

    If other text comes first, the title is the only heading of level one.
    """
    parsed = _parser().parse(body[:_LOOKED_AT])
    tokens = [token for token in parsed if token.level == 0]
    inlines = {token.map[0]: token for token in parsed if token.type == "inline" and token.map}
    first = True
    later: list[Heading] = []
    for token in tokens:
        heading = _heading(token, body, inlines)
        if heading is None:
            first = first and _is_silent(token, inlines)
        elif first and (heading.level == 1 or not _has_top_heading(tokens)):
            return heading
        else:
            first = False
            later += [heading] if heading.level == 1 else []
    return later[0] if len(later) == 1 else None


def inline_text(token: Token) -> str:
    """The text of a line without marks, pictures and tags."""
    parts = []
    for child in token.children or []:
        match child.type:
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
    return " ".join("".join(parts).split())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _heading(token: Token, body: str, inlines: dict[int, Token]) -> Heading | None:
    if token.map is None:
        return None
    if token.type == "html_block":
        return _heading_of_html(token, body)
    inline = inlines.get(token.map[0])
    if token.type != "heading_open" or inline is None:
        return None
    words = _SHORTCODE.sub("", inline_text(inline)).strip()
    found = _HEADING_ID.search(words)
    words = _ATTRIBUTES.sub("", words[: found.start()] if found else words).strip()
    level = int(token.tag[1])
    rest = _without_lines(body, *token.map)
    return Heading(words, rest, level, found[1] if found else "") if words else None


def _heading_of_html(token: Token, body: str) -> Heading | None:
    found = _TITLE_TAG.search(token.content)
    if found is None or token.map is None:
        return None
    words = " ".join(unescape(_SILENT_TAG.sub("", found[2])).split())
    if not words:
        return None
    lines = body.split("\n")
    start, end = token.map
    block = "\n".join(lines[start:end]).replace(found[0], "", 1)
    own_id = _ID_ATTRIBUTE.search(found[1])
    rest = "\n".join([*lines[:start], block, *lines[end:]])
    return Heading(words, rest, 1, own_id[1] if own_id else "")


def _without_lines(body: str, start: int, end: int) -> str:
    lines = body.split("\n")
    return "\n".join([*lines[:start], *lines[end:]]).lstrip("\n")


def _has_top_heading(tokens: list[Token]) -> bool:
    return any(token.type == "heading_open" and token.tag == "h1" for token in tokens)


def _is_silent(token: Token, inlines: dict[int, Token]) -> bool:
    """Whether a part has no text, such as a row of badges or a comment."""
    if token.type == "html_block":
        return not unescape(_SILENT_TAG.sub("", token.content)).strip()
    if token.type == "paragraph_open" and token.map is not None:
        inline = inlines.get(token.map[0])
        words = inline_text(inline) if inline else ""
        return not words or _NO_WORDS.match(inline.content.strip() if inline else "") is not None
    return token.type in ("hr", "paragraph_close", "heading_close")

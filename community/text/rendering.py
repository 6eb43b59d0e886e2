"""Markdown to safe HTML and plain text, once per write; pages only print what is stored."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from community.text.finishing import finish_tokens
from community.text.foreign_images import link_foreign_images
from community.text.mentions import (
    KnownNames,
    find_mentions,
    link_mentions,
    resolve_mentions,
)
from community.text.parser import build_comment_parser, build_post_parser
from community.text.plain import plain_text
from community.text.sanitizing import sanitize
from community.text.source import normalize_source

MAX_HTML_CHARS: Final = 400_000
MAX_BRACKETS: Final = 4_000
"""Beyond these (a table of thousands of columns, nothing but brackets) a text is shown as typed,
since parsing and cleaning it would keep a worker busy for seconds."""

_POST_PARSER: Final = build_post_parser()
_COMMENT_PARSER: Final = build_comment_parser()
_PARAGRAPH_BREAK: Final = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text ready to be stored: safe HTML, what a reader reads, and whom it mentions."""

    html: str
    text: str
    mentions: tuple[str, ...]


def _as_typed(source: str) -> str:
    paragraphs = _PARAGRAPH_BREAK.split(source)
    return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)


def _render(
    parser: MarkdownIt,
    parse: Callable[[str], list[Token]],
    source: str,
    *,
    trusted: bool,
    known: KnownNames | None,
) -> RenderedText:
    tokens = parse(source) if source.count("[") <= MAX_BRACKETS else []
    finish_tokens(tokens, trusted=trusted)
    names = find_mentions(tokens)
    existing = resolve_mentions(names, known)
    link_mentions(tokens, existing)
    html = parser.renderer.render(tokens, parser.options, {})
    if not tokens or len(html) > MAX_HTML_CHARS:
        html = _as_typed(source)
    html = link_foreign_images(sanitize(html))
    mentions = names if known is None else dict.fromkeys(who.username for who in existing.values())
    return RenderedText(html=html, text=plain_text(html), mentions=tuple(mentions))


def render_markdown(
    source: str, *, trusted: bool = False, known_names: KnownNames | None = None
) -> RenderedText:
    """Render the text of a post.

    Links of an author who is not trusted ask search engines not to follow them. Mentions are
    linked for `known_names` (names, or a function asked once which of the mentioned exist)
    and then only those are returned; without it every name mentioned is returned, none linked.
    """
    text = normalize_source(source)
    return _render(_POST_PARSER, _POST_PARSER.parse, text, trusted=trusted, known=known_names)


def render_inline(
    source: str, *, trusted: bool = False, known_names: KnownNames | None = None
) -> RenderedText:
    """Render a comment: emphasis, code, links and mentions; no blocks, images or headings."""
    text = normalize_source(source).strip()
    return _render(
        _COMMENT_PARSER, _COMMENT_PARSER.parseInline, text, trusted=trusted, known=known_names
    )

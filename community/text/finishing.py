"""What this site does to parsed Markdown before it is drawn: headings, links, images, tables."""

from typing import Final

from markdown_it.token import Token

from community.text.urls import is_allowed_image, is_external

_HEADING_TAGS: Final = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
"""A post stands under the page's own h1 and h2."""
_SCROLLING: Final = frozenset({"table_open", "fence", "code_block"})
"""What may be wider than the page: it takes the focus, so that the keyboard can scroll it."""
_UNTRUSTED_REL: Final = "nofollow ugc noopener"
_TRUSTED_EXTERNAL_REL: Final = "noopener"


def _finish_link(token: Token, *, trusted: bool) -> None:
    if not trusted:
        token.attrSet("rel", _UNTRUSTED_REL)
    elif is_external(str(token.attrGet("href") or "")):
        token.attrSet("rel", _TRUSTED_EXTERNAL_REL)


def _finish_image(token: Token) -> Token:
    """Return the image, loaded when it scrolls into view, or its description as text."""
    if is_allowed_image(str(token.attrGet("src") or "")):
        token.attrSet("loading", "lazy")
        return token
    description = "".join(child.content for child in token.children or [])
    return Token("text", "", 0, content=description)


def _finish_cell(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("class", "align-" + style.removeprefix("text-align:"))


def _finish_inline(tokens: list[Token], *, trusted: bool) -> list[Token]:
    finished = []
    for token in tokens:
        if token.type == "link_open":
            _finish_link(token, trusted=trusted)
        finished.append(_finish_image(token) if token.type == "image" else token)
    return finished


def finish_tokens(tokens: list[Token], *, trusted: bool) -> None:
    """Apply the site's rules to parsed Markdown, in place."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = _HEADING_TAGS[token.tag]
        elif token.type in {"th_open", "td_open"}:
            _finish_cell(token)
        elif token.type in _SCROLLING:
            token.attrSet("tabindex", "0")
        elif token.children:
            token.children = _finish_inline(token.children, trusted=trusted)

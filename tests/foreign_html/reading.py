"""What of a foreign text arrives: its words, in the order in which they are read."""

import re
from html import unescape
from typing import Any

from community.text import html_to_markdown, plain_text, render_markdown
from community.text.foreign import parse_html
from community.text.foreign.names import RUBBISH
from community.text.foreign.parsing import Element
from kb.services.pasting import text_to_blocks

_ENDS = re.compile(r"</?(?:p|li|ul|ol|h[2-4]|hr|br|tr|td)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def words_in(html: str) -> list[str]:
    """The words that a browser shows."""
    return "".join(_strings(parse_html(html))).split()


def _strings(element: Element) -> list[str]:
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.name not in RUBBISH:
            parts += _strings(child)
    return parts


def words_of_article(html: str) -> list[str]:
    """The words of the blocks that a pasted text becomes."""
    blocks, _losses = text_to_blocks(html)
    texts = [text for block in blocks for text in _texts(block["value"])]
    return " ".join(map(_read, texts)).split()


def _read(text: str) -> str:
    """What a reader sees of rich text or of a plain field."""
    return unescape(_TAG.sub("", _ENDS.sub(" ", text))) if text.startswith("<") else text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        names = ("caption", *(name for name in value if name not in ("caption", "type", "id")))
        return [text for name in names for text in _texts(value.get(name))]
    return []


def words_of_post(html: str) -> list[str]:
    """The words of the post that an imported text becomes."""
    return plain_text(render_markdown(html_to_markdown(html)).html).split()

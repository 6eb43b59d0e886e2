"""An article's body as HTML with a table of contents."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from wagtail.blocks import StreamValue

_HEADING: Final = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
CONTENTS_MIN_HEADINGS: Final = 2


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class RenderedBody:
    """What a page shows of a body; `contents` is empty where it would not help."""

    html: SafeString
    contents: tuple[Heading, ...]


def render_body(body: StreamValue, *, for_editors: bool = False) -> RenderedBody:
    """Draw the blocks and give each heading an address of its own.

    Editors and reviewers also see which blocks came from which answer.
    """
    headings: list[Heading] = []
    used: set[str] = set()

    def with_anchor(match: re.Match[str]) -> str:
        level, inner = match.groups()
        text = _text_of(inner)
        anchor = _free_anchor(text, used)
        headings.append(Heading(level=int(level), text=text, anchor=anchor))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    html = _HEADING.sub(with_anchor, body.render_as_block({"show_source_marks": for_editors}))
    contents = tuple(headings) if len(headings) >= CONTENTS_MIN_HEADINGS else ()
    return RenderedBody(html=SafeString(html), contents=contents)


def _text_of(html: str) -> str:
    return unescape(strip_tags(html)).strip()


def _free_anchor(text: str, used: set[str]) -> str:
    base = slugify(text, allow_unicode=True) or "part"
    anchor, number = base, 2
    while anchor in used:
        anchor, number = f"{base}-{number}", number + 1
    used.add(anchor)
    return anchor

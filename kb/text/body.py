"""An article's body as HTML with a table of contents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from core.structured_data import absolute_url
from kb.text.anchors import (
    HEADING,
    extra_ids,
    free_anchor,
    given_places,
    id_attribute,
    places_in,
    text_of_html,
    with_ids,
)
from kb.text.page_links import linked_pages_known

if TYPE_CHECKING:
    from core.privileges import Person

_LOCAL_LINK: Final = re.compile(r'(<a\b[^<>]*?\bhref=")(/[^"<>]*")')
_CLOSED_FOLD: Final = re.compile(r"<details(?![^<>]*\bopen\b)")
CONTENTS_MIN_HEADINGS: Final = 2
_CONTENTS_LEVEL: Final = 3


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


def render_body(
    body: StreamValue,
    *,
    for_editors: bool = False,
    reader: "Person | None" = None,
    choices: Mapping[str, str] | None = None,
    article_id: int | None = None,
    with_links: bool = False,
) -> RenderedBody:
    """Draw the blocks and give each heading a URL of its own.

    Editors and reviewers also see which blocks came from which answer. `reader` decides which
    related pages are named; with `choices` (by aspect, maybe empty) the reader can pick variants;
    `article_id` goes along when the reader asks the community; `with_links` puts a link to itself
    beside each heading, for readers who want to point somebody there.
    """
    context = {
        "show_source_marks": for_editors,
        "reader": reader,
        "choices": choices,
        "article_id": article_id,
    }
    headings: list[Heading] = []
    with linked_pages_known(body):
        drawn = body.render_as_block(context)
    used = given_places(drawn)

    def with_anchor(match: re.Match[str]) -> str:
        level, attributes, inner = match.groups()
        text = text_of_html(inner)
        places = places_in(attributes) or [free_anchor(text, used)]
        heading = f"<h{level}{id_attribute(places)}>{extra_ids(places)}{inner}</h{level}>"
        if int(level) > _CONTENTS_LEVEL:
            return heading
        headings.append(Heading(level=int(level), text=text, anchor=places[0]))
        return _with_link(heading, text, places[0]) if with_links else heading

    html = with_ids(HEADING.sub(with_anchor, drawn))
    contents = tuple(headings) if len(headings) >= CONTENTS_MIN_HEADINGS else ()
    return RenderedBody(html=SafeString(html), contents=contents)


def render_body_for_paper(body: StreamValue, *, reader: "Person") -> SafeString:
    """The blocks with everything open and every URL whole: paper has nothing to click."""
    with linked_pages_known(body):
        html = _CLOSED_FOLD.sub("<details open", body.render_as_block({"reader": reader}))
    return SafeString(_LOCAL_LINK.sub(rf"\g<1>{absolute_url('')}\g<2>", html))


def _with_link(heading: str, text: str, anchor: str) -> str:
    link = format_html(
        '<a class="heading__link" href="#{}" aria-label="{}" data-copy-url>#</a>',
        anchor,
        _("Link to “%(heading)s”") % {"heading": text},
    )
    return f'<div class="heading">{heading}{link}</div>'

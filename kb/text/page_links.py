"""Links between pages in the texts of one article, looked up together instead of text by text."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from wagtail.blocks import StreamValue
from wagtail.models import Page

_TO_A_PAGE: Final = r"linktype=\"page\""
_LINK: Final = re.compile(r"<a\b[^<>]*>")
_NUMBER: Final = re.compile(r'\bid=\\"(\d+)\\"')
_known: Final[ContextVar[dict[str, Page | None]]] = ContextVar("kb_linked_pages")


@contextmanager
def linked_pages_known(body: StreamValue) -> Iterator[None]:
    """Look up the pages that a body links to, all at once; one query, none without links."""
    stored = json.dumps(list(body.get_prep_value()))
    numbers = {
        found[1]
        for link in _LINK.findall(stored)
        if _TO_A_PAGE in link and (found := _NUMBER.search(link))
    }
    known: dict[str, Page | None] = dict.fromkeys(numbers)
    if numbers:
        known |= {str(page.pk): page for page in Page.objects.filter(pk__in=numbers)}
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)


def known_pages() -> dict[str, Page | None]:
    """The pages that were looked up for the body that is being drawn, by their numbers."""
    return _known.get({})

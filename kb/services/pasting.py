"""Turning text from elsewhere into the blocks of a draft."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from community.services.versions import EditConflict
from community.text.urls import is_allowed_image, is_allowed_link
from core.errors import InvalidInput
from kb.conversion.context import BadItem, Target, noted_below
from kb.conversion.html_blocks import html_to_blocks
from kb.conversion.kramdown import markdown_to_html
from kb.conversion.markdown_blocks import RawBlock
from kb.models import ArticlePage
from kb.permissions import check_can_write_articles
from kb.services.articles import lock_draft, save_draft, set_body

if TYPE_CHECKING:
    from accounts.models import User

PASTE_MAX_LENGTH: Final = 500_000
_HTML_STARTS: Final = (
    *("<!doctype", "<html", "<meta", "<!--startfragment", "<p", "<h1", "<h2", "<h3", "<div"),
    *("<ul", "<ol", "<table", "<span", "<b style", "<b id"),
)
_TAG_START: Final = re.compile(r"<(?:!--|[a-zA-Z][a-zA-Z0-9:-]*[\s/>])")


@dataclass
class _Nowhere:
    """A text without a source around it: what is no URL on the web is nowhere."""

    losses: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)
    heading: str = ""

    def note(self, kind: str, detail: str = "") -> None:
        self.losses[kind] += 1
        where = noted_below(detail, self.heading)
        self.places.append(f"{kind}: {where}" if where else kind)

    def link(self, href: str) -> Target | None:
        is_whole = href.startswith(("http://", "https://", "mailto:", "/", "#"))
        return Target(url=href) if is_whole and is_allowed_link(href) else None

    def image(self, source: str, alt: str) -> str | None:
        if is_allowed_image(source):
            return source
        self.note("picture missing", source)
        return None

    def document(self, href: str) -> int | None:
        return None

    def shared(self, slug: str) -> int | None:
        return None


def draft_version(article: ArticlePage) -> str:
    """What names the draft as it is now; the CMS also writes a revision again in its place."""
    latest = article.latest_revision
    return f"{latest.pk}-{latest.created_at.timestamp()}" if latest else "0"


def text_to_blocks(text: str) -> tuple[list[RawBlock], dict[str, int]]:
    """Blocks that say what a text says, which may be Markdown or HTML, and what got lost."""
    blocks, context = _converted(text)
    return blocks, dict(context.losses)


def _converted(text: str) -> tuple[list[RawBlock], _Nowhere]:
    context = _Nowhere()
    html = text if _is_html(text) else markdown_to_html(text, context.note)
    return html_to_blocks(html, context), context


def _is_html(text: str) -> bool:
    """Whether a text is HTML as programs copy it, or a piece of it from tag to tag."""
    text = text.strip()
    if text[:20].lower().startswith(_HTML_STARTS):
        return True
    return text.endswith(">") and _TAG_START.match(text) is not None


@transaction.atomic
def paste_text(
    *,
    actor: "User",
    article: ArticlePage,
    text: str,
    replace: bool = False,
    version: str | None = None,
) -> tuple[ArticlePage, list[str]]:
    """Add a text below an article's draft, or put it in place of all; the live one stays.

    Raises EditConflict when it would replace a draft that is not the named version any more.
    Returns the draft, and what of the text could not be carried, each with its place.
    """
    check_can_write_articles(actor)
    if len(text) > PASTE_MAX_LENGTH:
        raise InvalidInput(
            fields={
                "text": [
                    _("This is too long. Keep it under %(n)s characters, or import it as a file.")
                    % {"n": f"{PASTE_MAX_LENGTH:,}"}
                ]
            }
        )
    try:
        blocks, context = _converted(text)
    except BadItem as error:
        message = _("This text cannot be read: %(reason)s.") % {"reason": error}
        raise InvalidInput(fields={"text": [message]}) from error
    if not blocks:
        raise InvalidInput(fields={"text": [_("There are no words in this text.")]})
    draft = lock_draft(article=article, actor=actor)
    if replace and version not in (None, current := draft_version(draft)):
        raise EditConflict({"version": current})
    present = [] if replace else list(draft.body.get_prep_value())
    set_body(draft, [*present, *blocks])
    save_draft(draft, actor=actor)
    return draft, context.places

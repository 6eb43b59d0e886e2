"""The parts of the demo, in order. Each is one transaction, and remembered when it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from demo.loading.articles import (
    load_articles,
    load_feedback,
    load_readers,
    load_sections,
    load_shared_texts,
    load_translations,
)
from demo.loading.clock import writing_history
from demo.loading.content import read_content
from demo.loading.living import load_living
from demo.loading.notices import load_notices
from demo.loading.people import load_demo_accounts, load_other_people
from demo.loading.promotions import load_promotions
from demo.loading.reputation import load_flags, load_reputation
from demo.loading.run import Run
from demo.loading.searches import load_searches, load_synonyms
from demo.loading.taxonomy import load_taxonomy
from demo.loading.threads import load_threads
from demo.loading.votes import load_votes
from demo.models import LoadedPart
from kb.services.maintenance import mark_stale_articles
from search.services.indexing import rebuild_index

Show = Callable[..., Iterator]


@dataclass(frozen=True)
class Part:
    """A piece of the demo; `label` is what the progress line says."""

    name: str
    label: str
    load: Callable[[Run], None]


ACCOUNTS = Part("accounts", "Demo accounts", load_demo_accounts)
SHOP = (
    Part("people", "People", load_other_people),
    Part("taxonomy", "Tags", load_taxonomy),
    Part("threads", "Questions and answers", load_threads),
    Part("votes", "Votes", load_votes),
    Part("sections", "Sections", load_sections),
    Part("shared", "Shared texts", load_shared_texts),
    Part("articles", "Articles", load_articles),
    Part("promotions", "Promoted answers", load_promotions),
    Part("translations", "Translations", load_translations),
    Part("living", "Later edits", load_living),
    Part("feedback", "Readers' verdicts", load_feedback),
    Part("readers", "Readers of articles", load_readers),
    Part("flags", "Reports", load_flags),
    Part("standing", "Points and badges", load_reputation),
    Part("notices", "Notifications", load_notices),
    Part("synonyms", "Synonyms", load_synonyms),
    Part("searches", "Searches of visitors", load_searches),
    Part("freshness", "Articles to check", lambda run: _mark_stale()),
)
SEARCH = "search"
"""Remembered like a part, but files keep no transaction: an index that broke off is built again."""


def _mark_stale() -> None:
    mark_stale_articles()


def missing_parts() -> list[Part]:
    """What is not in the database yet; without the shop where the settings want an empty demo."""
    wanted = (ACCOUNTS,) if settings.STOA_DEMO_EMPTY else (ACCOUNTS, *SHOP)
    done = set(LoadedPart.objects.values_list("name", flat=True))
    return [part for part in wanted if part.name not in done]


def index_is_missing() -> bool:
    """Whether the shop was loaded, or began to be, without an index at the end."""
    return not settings.STOA_DEMO_EMPTY and not LoadedPart.objects.filter(name=SEARCH).exists()


def build_index() -> int:
    """Make everything findable; returns how many documents there are."""
    count = rebuild_index()
    LoadedPart.objects.create(name=SEARCH, loaded_at=timezone.now())
    return count


def load_part(part: Part, show: Show) -> None:
    """Load one part and remember it, or neither."""
    today = _today()
    with writing_history(today) as clock, transaction.atomic():
        part.load(Run(content=read_content(), today=today, clock=clock, show=show))
        LoadedPart.objects.create(name=part.name, loaded_at=today)


def _today() -> datetime:
    """The moment from which the dates count back: that of the first part, also after a break."""
    first = LoadedPart.objects.order_by("pk").first()
    return first.loaded_at if first else timezone.now()

"""Queries that editors have dealt with, so that a list of what is missing gets shorter."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.time_zones import site_today
from search.models import QueryLog, QueryMark
from search.permissions import check_can_see_queries

if TYPE_CHECKING:
    from search.permissions import Person


@transaction.atomic
def mark_query(*, actor: "Person", text: str, language: str) -> QueryMark:
    """Take a query off the lists until it is asked again on a later day."""
    check_can_see_queries(actor)
    if not QueryLog.objects.filter(text=text, language=language).exists():
        raise NotFound(_("Nobody has searched for that."))
    mark, _created = QueryMark.objects.update_or_create(
        text=text,
        language=language,
        defaults={"marked_on": site_today(), "marked_by_id": actor.pk},
    )
    return mark


@transaction.atomic
def unmark_query(*, actor: "Person", text: str, language: str) -> None:
    """Put a query back on the lists."""
    check_can_see_queries(actor)
    QueryMark.objects.filter(text=text, language=language).delete()

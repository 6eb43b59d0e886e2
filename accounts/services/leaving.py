"""A member who leaves: what they wrote stays, so the account is closed and not torn out."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import transaction
from django.db.models import PROTECT, RESTRICT, F, ManyToOneRel, Q
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.permissions import check_can_deactivate

KEPT: Final = (PROTECT, RESTRICT)
"""What the database does not let go of when a person is deleted."""


def find_traces(person: User) -> dict[str, int]:
    """What keeps a person from being deleted: how many of each kind of thing name them."""
    columns: dict[Any, list[str]] = {}
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete in KEPT:
            columns.setdefault(relation.related_model, []).append(relation.field.name)
    traces = {}
    for model, names in columns.items():
        rows = model._base_manager.filter(reduce(or_, (Q(**{name: person}) for name in names)))
        if count := rows.count():
            traces[str(model._meta.verbose_name_plural)] = count
    return traces


def describe_traces(traces: dict[str, int]) -> str:
    """Traces in words: "posts: 3, votes: 12"."""
    return ", ".join(f"{kind}: {count}" for kind, count in traces.items())


@transaction.atomic
def deactivate_person(*, actor: User, person: User) -> User:
    """Close an account: nobody signs in to it any more, and its sessions and API tokens end.

    What the person wrote stays, with their name. Repeating it changes nothing.
    """
    check_can_deactivate(actor, person)
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.is_active:
        locked.is_active = False
        locked.save(update_fields=["is_active"])
    return locked


@transaction.atomic
def end_access(*, people: Iterable[User]) -> None:
    """End sessions and API tokens of people for good, also if they are active again one day."""
    keys = [person.pk for person in people]
    User.objects.filter(pk__in=keys).update(session_epoch=F("session_epoch") + 1)
    ApiToken.objects.filter(user__in=keys, revoked_at=None).update(revoked_at=timezone.now())

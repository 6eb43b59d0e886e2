"""Deciding what one wants to be told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction

from core.errors import NotFound
from core.versions import check_unchanged
from notifications.kinds import Kind
from notifications.models import NotificationPreference
from notifications.selectors.preferences import (
    Channels,
    get_channels,
    get_preferences,
    version_of,
)
from notifications.tokens import read_unsubscribe_token

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_preferences(
    *, actor: "User", choices: Mapping[Kind, Channels], begun_from: str | None = None
) -> None:
    """Store a person's own choices for the given kinds.

    `begun_from` stands for the switches that the choice was made from (`version_of`); raises
    `ChangedMeanwhile` where they are others now.
    """
    person = get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)
    switches = get_preferences(user=person)
    if any(switches.get(kind) != channels for kind, channels in choices.items()):
        check_unchanged(begun_from=begun_from, present=version_of(switches))
    for kind, channels in choices.items():
        _store(actor.pk, kind, channels)


@transaction.atomic
def unsubscribe(*, token: str) -> Kind:
    """Stop the mails that the signed token names; needs no sign-in, and twice is harmless.

    What is shown on the site stays as it was. Raises `NotFound` for a forged token.
    """
    found = read_unsubscribe_token(token)
    if found is None:
        raise NotFound
    user_id, kind = found
    current = get_channels(kind=kind, user_ids=[user_id])[user_id]
    _store(user_id, kind, Channels(in_app=current.in_app, email=False))
    return kind


def _store(user_id: int, kind: Kind, channels: Channels) -> None:
    NotificationPreference.objects.update_or_create(
        user_id=user_id,
        kind=kind,
        defaults={"in_app": channels.in_app, "email": channels.email},
    )

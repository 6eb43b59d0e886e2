"""What people want to be told: their own choice, else the kind's default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.versions import digest
from notifications.kinds import RULES, Kind
from notifications.models import NotificationPreference

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Channels:
    in_app: bool
    email: bool


def default_channels(kind: Kind) -> Channels:
    return Channels(in_app=RULES[kind].in_app, email=RULES[kind].email)


def get_channels(*, kind: Kind, user_ids: Iterable[int]) -> dict[int, Channels]:
    """How each of them wants to be told of this kind. One query."""
    channels = dict.fromkeys(user_ids, default_channels(kind))
    chosen = NotificationPreference.objects.filter(kind=kind, user__in=list(channels))
    for row in chosen:
        channels[row.user_id] = Channels(in_app=row.in_app, email=row.email)
    return channels


def get_preferences(*, user: "User") -> dict[Kind, Channels]:
    """One person's switches, for the kinds that can reach them. One query."""
    rows = {Kind(row.kind): row for row in NotificationPreference.objects.filter(user=user)}
    return {
        kind: Channels(in_app=rows[kind].in_app, email=rows[kind].email)
        if kind in rows
        else default_channels(kind)
        for kind in Kind
        if not RULES[kind].permission or user.has_perm(RULES[kind].permission)
    }


def version_of(switches: Mapping[Kind, Channels]) -> str:
    """What the switches are, in a few signs."""
    return digest([(str(kind), entry.in_app, entry.email) for kind, entry in switches.items()])

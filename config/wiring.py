"""Connections between apps that may not know each other (config may import everything)."""

from typing import Any

from gamification.signals import badge_awarded
from moderation.signals import flags_resolved


def connect() -> None:
    """Connect signals of one upper app to receivers of another."""
    badge_awarded.connect(announce_badge, dispatch_uid="config.announce_badge")
    flags_resolved.connect(announce_decision, dispatch_uid="config.announce_decision")


def announce_badge(sender: object, *, award_id: int, **kwargs: Any) -> None:
    """Tell somebody of a badge, after the commit."""
    from config.tasks import tell_of_badge  # noqa: PLC0415 (tasks need loaded models)

    tell_of_badge.enqueue(award_id)


def announce_decision(sender: object, *, flag_ids: list[int], **kwargs: Any) -> None:
    """Tell reporters what became of their reports, after the commit."""
    from config.tasks import tell_reporters  # noqa: PLC0415 (tasks need loaded models)

    tell_reporters.enqueue(flag_ids)

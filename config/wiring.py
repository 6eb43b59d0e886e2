"""Connections between apps that may not know each other (config may import everything)."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.images import get_image_model

from gamification.signals import badge_awarded
from moderation.signals import flags_resolved


def connect() -> None:
    """Connect signals of one upper app to receivers of another."""
    badge_awarded.connect(announce_badge, dispatch_uid="config.announce_badge")
    flags_resolved.connect(announce_decision, dispatch_uid="config.announce_decision")
    post_save.connect(measure_picture, get_image_model(), dispatch_uid="config.measure_picture")


def announce_badge(sender: object, *, award_id: int, **kwargs: Any) -> None:
    """Tell somebody of a badge, after the commit."""
    from config.tasks import tell_of_badge  # noqa: PLC0415 (tasks need loaded models)

    tell_of_badge.enqueue(award_id)


def announce_decision(sender: object, *, flag_ids: list[int], **kwargs: Any) -> None:
    """Tell reporters what became of their reports, after the commit."""
    from config.tasks import tell_reporters  # noqa: PLC0415 (tasks need loaded models)

    tell_reporters.enqueue(flag_ids)


def measure_picture(instance: Any, **kwargs: Any) -> None:
    """Note the size of a picture as it is kept: the storage may have turned it upright."""
    try:
        width, height = instance.file.get_image_dimensions()
    except OSError:  # a picture that nobody can read
        return
    if (width, height) != (instance.width, instance.height):
        instance.width, instance.height = width, height
        type(instance).objects.filter(pk=instance.pk).update(width=width, height=height)

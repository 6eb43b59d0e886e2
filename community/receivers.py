"""Keeps counters right when a person goes whom nothing holds."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from community.models import Question

if TYPE_CHECKING:
    from accounts.models import User


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="community.uncount_follower")
def uncount_follower(*, instance: "User", **kwargs: Any) -> None:
    """The follows go with their person; the questions' counters go down before."""
    followed = Question.objects.filter(follows__user=instance).values_list("pk", flat=True)
    Question.objects.filter(pk__in=list(followed)).update(follower_count=F("follower_count") - 1)

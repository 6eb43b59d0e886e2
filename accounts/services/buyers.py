"""Whom the shop knows as somebody who bought something."""

from collections.abc import Iterable
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from accounts.roles import VERIFIED_BUYERS
from core.fields import fold_email

BATCH_SIZE: Final = 500


@transaction.atomic
def set_verified_buyers(*, emails: Iterable[str], verified: bool = True) -> tuple[int, list[str]]:
    """Put the people behind confirmed email addresses among the verified buyers, or take them out.

    The shop says so itself, so nobody acts. Returns how many people were found, and the emails
    that nobody has confirmed here; safe to repeat.
    """
    wanted = list(dict.fromkeys(fold_email(email) for email in emails if email.strip()))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        found |= dict(
            EmailAddress.objects.filter(verified=True)
            .annotate(folded=Lower("email"))
            .filter(folded__in=wanted[start : start + BATCH_SIZE])
            .values_list("folded", "user_id")
        )
    group, _created = Group.objects.get_or_create(name=VERIFIED_BUYERS)
    people = User.objects.filter(pk__in=set(found.values()))
    if verified:
        group.user_set.add(*people)
    else:
        group.user_set.remove(*people)
    return len(people), [email for email in wanted if email not in found]

"""Which names people may take: none that reads as another member's, or as that of the site."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import EDITORS, EXPERTS, MODERATORS
from core.lookalikes import skeletons, words_of

SEPARATORS: Final = ("", ".", "-", "_")
TRUSTED_ROLES: Final = (EXPERTS, EDITORS, MODERATORS)


def check_name_is_free(name: str, *, person: User | None = None) -> None:
    """Raise `ValidationError` for a name that is reserved, or looks like that of somebody else.

    It is compared with usernames, and with the shown names of those whom readers trust.
    """
    if not (person and _speaks_for_the_site(person)):
        check_name_is_not_reserved(name)
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    drawn = {form for name in _spellings(name) for form in skeletons(name)}
    taken = others.filter(username_skeleton__in=drawn).exists()
    if taken or any(skeletons(shown) & drawn for shown in _shown_names_of_trusted(others)):
        raise ValidationError(
            _("This name reads like that of another member. Please choose another one."),
            code="lookalike",
        )


def check_name_is_not_reserved(name: str) -> None:
    """Raise `ValidationError` for a name that speaks for the site."""
    whole = {form for name in _spellings(name) for form in skeletons(name)}
    reserved = {*settings.ACCOUNT_USERNAME_BLACKLIST, settings.SITE_NAME}
    official = settings.STOA_OFFICIAL_WORDS
    if whole & _drawn(reserved) or words_of(name) & _drawn(official):
        raise ValidationError(
            _("This name is reserved for those who run the site."), code="reserved"
        )


def _drawn(names: Iterable[str]) -> set[str]:
    return {form for name in names for form in skeletons(name)}


def _spellings(name: str) -> set[str]:
    """A shown name with each sign that usernames have in place of its spaces."""
    parts = name.split()
    return {name, *(sign.join(parts) for sign in SEPARATORS)}


def _speaks_for_the_site(person: User) -> bool:
    return person.is_staff or person.groups.filter(name=MODERATORS).exists()


def _shown_names_of_trusted(others: QuerySet[User]) -> list[str]:
    trusted = others.filter(Q(is_staff=True) | Q(groups__name__in=TRUSTED_ROLES), is_active=True)
    return list(trusted.exclude(display_name="").values_list("display_name", flat=True).distinct())

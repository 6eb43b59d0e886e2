"""A person's own description."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.naming import check_name_is_free
from accounts.permissions import check_can_edit_profile
from accounts.signals import profile_changed
from core.errors import InvalidInput
from core.time_zones import time_zone_names
from core.unicode import one_line
from core.versions import check_unchanged, fingerprint

PROFILE_FIELDS: Final = ("display_name", "bio", "location", "website", "language", "time_zone")


@transaction.atomic
def update_profile(
    *,
    actor: User,
    user: User,
    display_name: str,
    bio: str = "",
    location: str = "",
    website: str = "",
    language: str = "",
    time_zone: str = "",
    begun_from: str | None = None,
) -> User:
    """Change what a person says about themself. Length and form are the model's rules.

    `begun_from` is the `fingerprint` of what the change was made to; raises `ChangedMeanwhile`
    where something else is there now.
    """
    check_can_edit_profile(actor, user)
    if language and language not in {*dict(settings.LANGUAGES), *settings.STOA_CONTENT_LANGUAGES}:
        raise InvalidInput(fields={"language": [_("The site does not speak this language.")]})
    if time_zone and time_zone not in time_zone_names():
        raise InvalidInput(fields={"time_zone": [_("There is no such time zone.")]})
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    present = fingerprint(person, PROFILE_FIELDS)
    display_name = one_line(display_name)
    if display_name and display_name != person.display_name:
        _check_name(display_name, person)
    person.display_name = display_name
    person.bio = bio.strip()
    person.location = one_line(location)
    person.website = _checked_website(website, person)
    person.language = language
    person.time_zone = time_zone
    if fingerprint(person, PROFILE_FIELDS) != present:
        check_unchanged(begun_from=begun_from, present=present)
    person.save(update_fields=(*PROFILE_FIELDS, "display_name_folded"))
    profile_changed.send(sender=User, user_id=person.pk)
    return person


def _checked_website(url: str, person: User) -> str:
    """A URL of the web; what runs a script is none."""
    try:
        return str(User._meta.get_field("website").clean(url, person))
    except ValidationError as error:
        raise InvalidInput(fields={"website": error.messages}) from None


def _check_name(name: str, person: User) -> None:
    try:
        check_name_is_free(name, person=person)
    except ValidationError as error:
        raise InvalidInput(fields={"display_name": error.messages}) from None

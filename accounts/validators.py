"""Rules for usernames, which are part of URLs and mentions."""

from typing import Final

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.unicode import (
    WORD_CHARACTER,
    clean_characters,
    fold,
)
from core.validators import MaxCharacters

USERNAME_MAX_LENGTH: Final = 60
"""In characters as readers count them."""

USERNAME_CODE_POINTS: Final = 4
"""Code points for each of them: a consonant of Hindi with its signs."""

USERNAME_FOLDED_LENGTH: Final = USERNAME_MAX_LENGTH * USERNAME_CODE_POINTS
"""How long a name may be once its case is set aside; that can make it longer."""

_USERNAME: Final = regex.compile(
    rf"{WORD_CHARACTER}(?:(?:{WORD_CHARACTER}|[.-])*{WORD_CHARACTER})?", regex.V1
)


def validate_username(username: str) -> None:
    """Letters of any script with their marks, digits, and signs between them."""
    if not _USERNAME.fullmatch(clean_characters(username)):
        raise ValidationError(
            _(
                "Use letters, digits, dots, hyphens and underscores; begin and end with a letter"
                " or a digit."
            ),
            code="invalid",
        )
    check_folded_length(username)


def check_folded_length(username: str) -> None:
    """A name has to fit its column without case, too."""
    if len(fold(username)) > USERNAME_FOLDED_LENGTH:
        raise ValidationError(
            _("This name is too long: its letters have too many signs."), code="max_length"
        )


username_validators = [
    MaxCharacters(USERNAME_MAX_LENGTH, USERNAME_MAX_LENGTH * USERNAME_CODE_POINTS),
    validate_username,
]

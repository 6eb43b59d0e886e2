"""Rules for usernames, which are part of URLs and mentions."""

from typing import Final

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.unicode import (
    WORD_CHARACTER,
    clean_characters,
)

USERNAME_MAX_LENGTH: Final = 60

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


username_validators = [validate_username]

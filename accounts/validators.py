"""Rules for usernames: they stand in addresses and in mentions."""

from typing import Final

import regex
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from core.unicode import (
    WORD_CHARACTER,
    characters,
    clean_characters,
    count_characters,
    fits,
    shorten_to_fit,
)

USERNAME_MAX_LENGTH: Final = 60

_USERNAME: Final = regex.compile(
    rf"{WORD_CHARACTER}(?:(?:{WORD_CHARACTER}|[.-])*{WORD_CHARACTER})?", regex.V1
)


@deconstructible
class MaxCharacters:
    """At most so many characters as readers count them."""

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum

    def __call__(self, text: str) -> None:
        if fits(text, self.maximum):
            return
        fitting = min(self.maximum, len(characters(shorten_to_fit(text, self.maximum))))
        raise ValidationError(
            _("That is too long: at most %(maximum)d characters fit, and there are %(length)d."),
            code="max_length",
            params={"maximum": fitting, "length": count_characters(text)},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MaxCharacters) and self.maximum == other.maximum

    def __hash__(self) -> int:
        return hash(self.maximum)


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

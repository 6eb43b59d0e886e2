"""Rules for texts of people: how long they may be, as readers count characters."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from core.unicode import characters, count_characters, fits, shorten_to_fit


@deconstructible
class MaxCharacters:
    """At most so many characters as readers count them.

    The column may have less room than these could need; then the error says how many fit.
    """

    def __init__(self, maximum: int, column: int | None = None) -> None:
        self.maximum = maximum
        self.column = column

    def __call__(self, text: str) -> None:
        if fits(text, self.maximum, self.column):
            return
        beginning = shorten_to_fit(text, self.maximum, self.column)
        fitting = min(self.maximum, len(characters(beginning)))
        raise ValidationError(
            _("That is too long: at most %(maximum)d characters fit, and there are %(length)d."),
            code="max_length",
            params={"maximum": fitting, "length": count_characters(text)},
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MaxCharacters):
            return False
        return (self.maximum, self.column) == (other.maximum, other.column)

    def __hash__(self) -> int:
        return hash((self.maximum, self.column))

"""Rules for texts of people: how long they may be, as readers count characters."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from core.unicode import characters, count_characters, fits, shorten_to_fit


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

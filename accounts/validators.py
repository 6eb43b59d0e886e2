"""Rules for user names: they stand in addresses and in mentions."""

from typing import Final

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

USERNAME_MAX_LENGTH: Final = 60

username_validators = [
    RegexValidator(
        r"^\w(?:[\w.-]*\w)?\Z",
        _(
            "Use letters, digits, dots, hyphens and underscores; begin and end with a letter"
            " or a digit."
        ),
    )
]

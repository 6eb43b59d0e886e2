"""What people write beside an act: a note, a comment, a reply."""

from django.utils.translation import gettext as _

from core.errors import InvalidInput
from core.unicode import fits


def length_errors(text: str, maximum: int) -> list[str]:
    """Return what is wrong with a text's length, for a list of errors by field."""
    if fits(text, maximum):
        return []
    return [_("Keep it under %(n)d characters.") % {"n": maximum}]


def clean_note(text: str, *, field: str, maximum: int) -> str:
    """Return the text without space around it; raise `InvalidInput` for the field if it is long."""
    text = text.strip()
    if errors := length_errors(text, maximum):
        raise InvalidInput(fields={field: errors})
    return text

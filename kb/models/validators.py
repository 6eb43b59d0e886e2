"""Rules for the URLs of pages."""

from typing import Final

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SLUG: Final = regex.compile(r"[\p{L}\p{N}_-][\p{L}\p{N}\p{Mn}\p{Mc}_-]*")


def validate_slug(slug: str) -> None:
    """Letters of any script with their marks; Wagtail's own rule knows no marks."""
    if not _SLUG.fullmatch(slug):
        raise ValidationError(
            _("Use letters, digits, hyphens and underscores in the URL."), code="invalid"
        )

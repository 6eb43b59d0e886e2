"""Texts and slugs of pages in every script."""

from typing import Any, Final

import regex
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from core.fields import count_as_readers
from core.unicode import clean_characters, clean_values, shorten, slugify
from kb.models.validators import validate_slug

SLUG_MAX_LENGTH: Final = 80
"""URLs of articles in sections in sections have to fit into one redirect."""

_MARKS: Final = regex.compile(r"[\p{Mn}\p{Mc}]")


class CleanStreamField(StreamField):
    """Wagtail's; its texts are cleaned as all others are, though the database sees only JSON."""

    def get_prep_value(self, value: Any) -> Any:
        return clean_values(super().get_prep_value(value))

    def deconstruct(self) -> Any:
        """Be Wagtail's field to migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs


def allow_marks_in_slugs() -> None:
    """Put our rule into the place of Wagtail's, in the model and in the forms made from it."""
    field: Any = Page._meta.get_field("slug")
    field.default_validators = [validate_slug]
    field.__dict__.pop("validators", None)


PAGE_TITLES: Final = ("title", "seo_title")
"""Texts of Wagtail's own: their columns have room for so many code points, not more."""


def count_titles_as_readers() -> None:
    """Say in characters how much of a title fits, wherever a page is checked."""
    for name in PAGE_TITLES:
        field: Any = Page._meta.get_field(name)
        count_as_readers(field, field.max_length)


def clean_page(page: Page) -> None:
    """Clean the texts of a page, and keep its slug short and true to its title.

    The CMS proposes the title without its vowel signs (`हनद` for `हिन्दी`).
    """
    for field in page._meta.concrete_fields:
        value = getattr(page, field.attname)
        if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
            setattr(page, field.attname, clean_characters(value))
    proposed = slugify(page.title)
    if page.slug and _MARKS.search(proposed) and page.slug == _MARKS.sub("", proposed):
        page.slug = proposed
    if len(page.slug) > SLUG_MAX_LENGTH and page.slug != _stored_slug(page):
        page.slug = shorten(page.slug, SLUG_MAX_LENGTH).strip("-")


def _stored_slug(page: Page) -> str | None:
    """What the URL is now; long ones from before stay."""
    return Page.objects.filter(pk=page.pk).values_list("slug", flat=True).first()

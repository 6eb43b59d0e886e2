"""Texts that stand in many articles and are kept in one place."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from core.fields import BoundedColumn
from kb.blocks import PartsBlock
from kb.models.versioned_forms import VersionedForm
from kb.models.writing import CleanStreamField
from kb.text.languages import default_language, language_choices


class SharedText(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """A warning, a price, a way to reach us: changed once, it is changed everywhere.

    It is reviewed and published like an article, since readers see it inside articles.
    """

    title = BoundedColumn(
        _("title"), max_characters=150, help_text=_("For editors; readers see only the text.")
    )
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        unique=True,
        help_text=_("Names this text in exports; never change it."),
    )
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, default=default_language
    )
    translates = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="translations",
        limit_choices_to={"translates": None},
        verbose_name=_("says the same as"),
        help_text=_("Articles in the language of this text show it wherever they hold that one."),
    )
    content: Any = CleanStreamField(PartsBlock(), verbose_name=_("text"))
    base_form_class = VersionedForm
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="shared_text",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="shared_text",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("shared text")
        verbose_name_plural = _("shared texts")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["translates", "language"],
                name="shared_text_once_in_a_language",
                violation_error_message=_(
                    "A version of that text in this language exists already."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        source = self.translates
        if source is None:
            return
        if source.pk == self.pk or source.translates_id is not None:
            text = _("Choose the text that was there first, not a translation.")
            raise ValidationError({"translates": text})
        if source.language == self.language:
            raise ValidationError({"language": _("That text is in this language itself.")})
        if self.pk and self.translations.exists():
            raise ValidationError({"translates": _("This text has translations of its own.")})

    @property
    def revisions(self) -> "models.QuerySet[Revision]":
        """Every version, as Wagtail asks for them."""
        found: models.QuerySet[Revision] = self._revisions
        return found

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "kb/admin/shared_text_preview.html"

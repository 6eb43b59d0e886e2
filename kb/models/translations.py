"""Articles in other languages, and sections under other names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from core.fields import BoundedColumn
from kb.text.languages import language_choices

SECTION_TEXT_MAX_LENGTH = 400


class ArticleTranslation(models.Model):
    """An article that says in its language what another one says; they share `translation_key`.

    `synced_to` is the last change of the source that the published translation contains;
    `draft_synced_to` becomes that when the translation's draft is published.
    """

    article = models.OneToOneField(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="translation"
    )
    source = models.ForeignKey(
        "kb.ArticlePage", on_delete=models.CASCADE, related_name="translated_as"
    )
    synced_to = models.ForeignKey(
        "kb.ArticleChange", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    draft_synced_to = models.ForeignKey(
        "kb.ArticleChange", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")

    def __str__(self) -> str:
        return f"{self.article_id} of {self.source_id}"


class SectionName(models.Model):
    """What a section is called in a language other than its own."""

    section = ParentalKey("kb.SectionPage", on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12, choices=language_choices)
    title = BoundedColumn(_("title"), max_characters=255)
    summary = BoundedColumn(_("summary"), max_characters=SECTION_TEXT_MAX_LENGTH, blank=True)

    class Meta:
        verbose_name = _("name in another language")
        verbose_name_plural = _("names in other languages")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["section", "language"], name="section_has_a_name_once")
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

"""Categories and tags."""

from django.db import models
from django.urls import reverse
from django.utils.text import slugify as ascii_slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from core.fields import FOLDING_GROWTH, UNIQUE_CODE_POINTS, BoundedColumn, FoldedField
from core.unicode import slugify

NAME_MAX_LENGTH = 200
SLUG_MAX_LENGTH = 100
_SPELLED_OUT = str.maketrans({"+": "-plus", "#": "-sharp", ".": "-dot-"})


class Category(models.Model):
    """A department of the shop that questions can be filed under."""

    name = BoundedColumn(_("name"), max_characters=80, code_points=UNIQUE_CODE_POINTS, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = BoundedColumn(_("description"), max_characters=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class Tag(TagBase):
    """A subject; its description is Markdown and rendered once, when it is written."""

    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH, unique=True)
    name_folded = FoldedField(
        source="name", max_length=NAME_MAX_LENGTH * FOLDING_GROWTH, unique=True
    )
    description = models.TextField(_("description"), blank=True)
    description_html = models.TextField(editable=False, blank=True)
    question_count = models.PositiveIntegerField(default=0, editable=False)
    synonym_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="synonyms",
        verbose_name=_("synonym of"),
    )
    is_reserved = models.BooleanField(
        _("reserved"), default=False, help_text=_("Only moderators may use a reserved tag.")
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        indexes = [models.Index(fields=["-question_count", "name"], name="tag_by_use")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(synonym_of=models.F("id")), name="tag_is_not_its_own_synonym"
            ),
        ]

    @staticmethod
    def slug_of(name: str) -> str:
        """The name for a URL: ASCII where nothing but accents is lost, else its own letters.

        The signs that tell c, c++ and c# apart are spelled out.
        """
        own = slugify(name.translate(_SPELLED_OUT), maximum=SLUG_MAX_LENGTH) or "tag"
        plain = ascii_slugify(own)
        return plain if len(plain) == len(own) else own

    def slugify(self, tag: str, i: int | None = None) -> str:
        """What taggit asks for where the CMS makes a tag."""
        return self.slug_of(tag) if i is None else f"{self.slug_of(tag)[:90]}_{i}"

    def get_absolute_url(self) -> str:
        return reverse("community:tag-detail", args=[self.slug])


class QuestionTag(ItemBase):
    """taggit's through row, with a real foreign key to the question."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="question_tags")
    content_object = models.ForeignKey(
        "community.Question", on_delete=models.CASCADE, related_name="question_tags"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="question_has_a_tag_once"
            ),
        ]

"""Shapes that new articles start from."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import UNIQUE_CODE_POINTS, BoundedColumn
from kb.blocks import ArticleBodyBlock
from kb.models.versioned_forms import VersionedForm
from kb.models.writing import CleanStreamField


class ArticleTemplate(models.Model):
    """A body with the parts that articles of one sort need; editors add their own."""

    title = BoundedColumn(
        _("title"), max_characters=100, code_points=UNIQUE_CODE_POINTS, unique=True
    )
    description = BoundedColumn(
        _("when to use it"), max_characters=300, help_text=_("Editors read this when they choose.")
    )
    body: Any = CleanStreamField(ArticleBodyBlock(), verbose_name=_("body"))
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Small numbers come first.")
    )

    base_form_class = VersionedForm

    class Meta:
        verbose_name = _("article template")
        verbose_name_plural = _("article templates")
        ordering: ClassVar = ["position", "title"]

    def __str__(self) -> str:
        return self.title

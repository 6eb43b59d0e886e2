"""Which answers an article stands on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.enums import SourceRole


class ArticleSource(models.Model):
    """The link between an article and an answer, read from both sides.

    It is `live` once a version of the article that contains the answer has been published.

    `blocks` maps each block of the body that came from the answer to the version of the answer
    that it came from. Wagtail keeps a block's id when an editor moves or rewrites it; each
    publication adds the blocks that were split off or copied. A block that was deleted stays
    written here, so that going back to an older version of the article brings its origin back.

    `settled` keeps, by cause, the facts about which a maintainer has decided already.
    """

    article = models.ForeignKey("kb.ArticlePage", on_delete=models.CASCADE, related_name="sources")
    post = models.ForeignKey(
        "community.Post", on_delete=models.PROTECT, related_name="article_sources"
    )
    role = models.CharField(_("role"), max_length=11, choices=SourceRole.choices)
    live = models.BooleanField(default=False)
    blocks = models.JSONField(default=dict, blank=True)
    post_revision = models.PositiveIntegerField(
        default=1,
        help_text=_("The version of the answer that the article was last compared with."),
    )
    was_accepted = models.BooleanField(default=False)
    settled = models.JSONField(default=dict, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["article", "post"], name="article_has_a_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.role} {self.post_id}"

    @property
    def block_ids(self) -> list[str]:
        """The blocks that came from the answer, whether they are still in the body or not."""
        return list(self.blocks)

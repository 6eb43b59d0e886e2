"""What search keeps in the database: changes to be indexed, what people ask, synonyms."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import BoundedColumn
from search.conf import RULE_MAX_CHARS
from search.query.requests import Kind

KIND_CHOICES = [(Kind.ARTICLE.value, _("article")), (Kind.QUESTION.value, _("question"))]
QUERY_MAX_LENGTH = 200


class PendingUpdate(models.Model):
    """A thread or article that has changed since it was indexed.

    The row commits with the change and goes away when the index has it, so that nothing is lost
    when the engine is down. Several changes before that are one row.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=KIND_CHOICES)
    object_id = models.PositiveBigIntegerField(_("number"))
    marked_at = models.DateTimeField(_("changed at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("pending index update")
        verbose_name_plural = _("pending index updates")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_pending_update_each"),
        ]
        indexes = [models.Index(fields=["marked_at"], name="pending_update_by_age")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class ArticleText(models.Model):
    """The plain beginning of an article as it is published, for the passages of results.

    Made when it is first needed, of the revision that was live then; gone with the next change.
    """

    article = models.OneToOneField(
        "kb.ArticlePage",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("article"),
    )
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("plain text of an article")
        verbose_name_plural = _("plain texts of articles")

    def __str__(self) -> str:
        return self.text[:80]


class QueryLog(models.Model):
    """What was looked for on one day, by how many, never by whom."""

    day = models.DateField(_("day"))
    text = models.CharField(_("query"), max_length=QUERY_MAX_LENGTH)
    language = models.CharField(_("language"), max_length=12, blank=True)
    count = models.PositiveIntegerField(_("times asked"), default=0)
    zero_count = models.PositiveIntegerField(_("times without result"), default=0)
    result_count = models.PositiveIntegerField(_("results, last time"), default=0)
    clicks = models.PositiveIntegerField(_("views that led to a result"), default=0)
    click_positions = models.PositiveIntegerField(_("sum of the positions opened first"), default=0)

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "text", "language"], name="a_query_has_one_row_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(zero_count__lte=models.F("count")),
                name="queries_without_result_are_queries",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "-count"], name="query_by_day_and_use"),
            models.Index(fields=["text", "language", "-day"], name="query_by_text"),
        ]

    def __str__(self) -> str:
        return self.text


class QueryClick(models.Model):
    """A view of results that led to a hit, by its random name, until its links cease to count."""

    view = models.CharField(_("view"), max_length=16, primary_key=True)
    day = models.DateField(_("day"), db_index=True)

    class Meta:
        verbose_name = _("opened view of results")
        verbose_name_plural = _("opened views of results")

    def __str__(self) -> str:
        return self.view


class QueryMark(models.Model):
    """An editor has dealt with a query; it does not wait again before it is asked again."""

    text = models.CharField(_("query"), max_length=QUERY_MAX_LENGTH)
    language = models.CharField(_("language"), max_length=12, blank=True)
    marked_on = models.DateField(_("dealt with on"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("dealt with by"),
    )

    class Meta:
        verbose_name = _("query dealt with")
        verbose_name_plural = _("queries dealt with")
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="one_mark_for_a_query"),
        ]

    def __str__(self) -> str:
        return self.text


class SynonymRule(models.Model):
    """Words that mean the same, or one way, for queries in one language or in every language."""

    language = models.CharField(_("language"), max_length=12, blank=True)
    text = BoundedColumn(_("words"), max_characters=RULE_MAX_CHARS)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("synonym rule")
        verbose_name_plural = _("synonyms")
        ordering = ("language", "text")

    def __str__(self) -> str:
        return self.text


class SwitchedOffSynonyms(models.Model):
    """A rule that comes with the product and is not wanted in this shop."""

    key = models.CharField(_("rule"), max_length=16, primary_key=True)
    switched_off_at = models.DateTimeField(_("switched off"), auto_now_add=True)
    switched_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("switched off by"),
    )

    class Meta:
        verbose_name = _("built-in synonyms switched off")
        verbose_name_plural = _("built-in synonyms switched off")

    def __str__(self) -> str:
        return self.key


class SynonymStamp(models.Model):
    """One row, another value after every change of a rule: tells processes to read them again."""

    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_stamp_of_synonyms"),
        ]

    def __str__(self) -> str:
        return str(self.value)

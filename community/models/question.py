"""Questions, votes to close them, and links between them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from community.enums import CloseReason, LinkKind, PostKind, PostState
from community.models.taxonomy import Category, QuestionTag
from community.querysets import QuestionQuerySet
from core.fields import BoundedColumn
from core.unicode import LONGEST_CHARACTER

if TYPE_CHECKING:
    from community.models.post import Post

TITLE_MAX_LENGTH = 150
COLUMN_PER_CHARACTER = LONGEST_CHARACTER
"""How many code points a column reserves for one visible character (combining marks, emoji)."""

SLUG_MAX_LENGTH = 80


class Question(models.Model):  # type: ignore[django-manager-missing] # taggit is untyped
    """A thread. Its text is the Post of kind question; author, state and score mirror that post.

    The mirrored columns let lists and their indexes work without a join; services write both
    sides in one transaction and `recount_community` repairs them.
    """

    title = models.CharField(_("title"), max_length=TITLE_MAX_LENGTH * COLUMN_PER_CHARACTER)
    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, allow_unicode=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions"
    )
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    language_changes = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.VISIBLE)
    tags = TaggableManager(through=QuestionTag, verbose_name=_("tags"), blank=True)

    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    close_reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lock_reason = BoundedColumn(max_characters=300, blank=True)

    accepted_answer = models.OneToOneField(
        "community.Post",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="accepted_for",
    )
    score = models.IntegerField(default=0)
    answer_count = models.PositiveIntegerField(default=0)
    follower_count = models.PositiveIntegerField(default=0)
    view_count = models.PositiveIntegerField(default=0)
    is_documented = models.BooleanField(
        default=False, help_text=_("A published article was written from an answer to it.")
    )
    created_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    last_activity_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        permissions = [
            ("ask_question", "Can ask questions"),
            ("create_tag", "Can create tags"),
            ("close_questions", "Can close and reopen questions"),
        ]
        indexes = [
            models.Index(fields=["state", "-last_activity_at", "-id"], name="question_by_activity"),
            models.Index(fields=["state", "-created_at", "-id"], name="question_by_age"),
            models.Index(fields=["state", "-score", "-id"], name="question_by_score"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(answer_count=0, closed_at=None, state=PostState.VISIBLE),
                name="question_unanswered",
            ),
            models.Index(
                fields=["-last_activity_at", "-id"],
                condition=Q(is_documented=True, state=PostState.VISIBLE),
                name="question_documented",
            ),
            models.Index(fields=["author", "-created_at"], name="question_by_author"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="question_has_a_title"),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("id")), name="question_is_not_its_own_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="question_closed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:question-detail", args=[self.pk, self.url_slug])

    @property
    def url_slug(self) -> str:
        """The slug for URLs: `-` if the title gives no slug."""
        return self.slug or "-"

    @property
    def post(self) -> "Post":
        """The post with the text of this question. Costs one query."""
        return self.posts.get(kind=PostKind.QUESTION)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_solved(self) -> bool:
        return self.accepted_answer_id is not None


class ClosingVote(models.Model):
    """A member's vote to close an open question, or to reopen a closed one.

    The votes on a question are deleted once there are enough of them to change its state.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="closing_votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="closing_votes"
    )
    reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True)
    duplicate_of = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "voter"], name="one_closing_vote_each"),
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} on {self.question_id}: {self.reason or 'reopen'}"


class QuestionLink(models.Model):
    """A link from one question to another: a URL in a text, or a duplicate."""

    source = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=9, choices=LinkKind.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="question_link_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="question_does_not_link_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"

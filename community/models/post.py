"""The texts: posts, their revisions and the comments under them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.enums import PostKind, PostState, RevisionKind
from community.models.question import COLUMN_PER_CHARACTER, TITLE_MAX_LENGTH, Question
from community.querysets import CommentQuerySet, PostQuerySet
from core.fields import BoundedColumn

ANSWERS_PER_PAGE = 100
REASON_MAX_LENGTH = 300


class Post(models.Model):
    """A question's or an answer's text: Markdown as written, HTML and plain text as rendered."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=8, choices=PostKind.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    body_markdown = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    body_text = models.TextField(editable=False)
    score = models.IntegerField(default=0)
    up_count = models.PositiveIntegerField(default=0)
    down_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    revision_count = models.PositiveIntegerField(default=1)
    is_wiki = models.BooleanField(_("community wiki"), default=False)

    state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.VISIBLE)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    state_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_reason = BoundedColumn(max_characters=REASON_MAX_LENGTH, blank=True)
    former_state = models.CharField(
        max_length=8,
        choices=PostState.choices,
        blank=True,
        help_text=_("What a deleted post was before, and is again when that is undone."),
    )
    former_changed_at = models.DateTimeField(null=True, blank=True)
    former_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    former_reason = BoundedColumn(max_characters=REASON_MAX_LENGTH, blank=True)

    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    idempotency_key = models.UUIDField(
        null=True, blank=True, help_text=_("Sent with a form, so that sending it twice posts once.")
    )
    submission_digest = models.UUIDField(
        null=True, editable=False, help_text=_("Stands for all that was sent with the key.")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("answer_question", "Can answer questions"),
            ("comment_anywhere", "Can comment on any post"),
            ("vote_up", "Can vote up"),
            ("vote_down", "Can vote down"),
            ("edit_others_posts", "Can edit posts of others"),
            ("edit_wiki_posts", "Can edit community wiki posts"),
            ("post_links_freely", "Can post more than two links"),
            ("see_deleted_posts", "Can see deleted posts"),
            ("moderate", "Can hide, restore, delete and lock"),
        ]
        indexes = [
            models.Index(fields=["question", "kind", "state"], name="post_of_question"),
            models.Index(fields=["author", "kind", "-created_at"], name="post_by_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(kind=PostKind.QUESTION),
                name="question_has_one_text",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(accepted_at__isnull=False),
                name="question_has_one_accepted_answer",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(kind=PostKind.ANSWER),
                name="only_answers_are_accepted",
            ),
            models.CheckConstraint(
                condition=Q(score=models.F("up_count") - models.F("down_count")),
                name="score_is_ups_minus_downs",
            ),
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="a_submission_posts_once"
            ),
            models.CheckConstraint(
                condition=Q(former_state="") | Q(state=PostState.DELETED),
                name="only_deleted_posts_were_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        url = self.question.get_absolute_url()
        return url if self.is_question else f"{url}{self.page_query}#answer-{self.pk}"

    @property
    def page_query(self) -> str:
        """The part of a URL that opens a long thread at the page of this answer."""
        is_known = "answer_count" not in self.question.get_deferred_fields()
        is_long = is_known and self.question.answer_count > ANSWERS_PER_PAGE
        return f"?answer={self.pk}" if is_long and self.is_answer else ""

    @property
    def is_question(self) -> bool:
        return self.kind == PostKind.QUESTION

    @property
    def is_answer(self) -> bool:
        return self.kind == PostKind.ANSWER

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_visible(self) -> bool:
        return self.state == PostState.VISIBLE


class Revision(models.Model):
    """What a post said at one time; written once, never changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=8, choices=RevisionKind.choices, default=RevisionKind.INITIAL
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions"
    )
    title = models.CharField(max_length=TITLE_MAX_LENGTH * COLUMN_PER_CHARACTER, blank=True)
    tag_names = models.JSONField(default=list, blank=True)
    body_markdown = models.TextField()
    summary = BoundedColumn(_("what changed"), max_characters=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revisions_count_from_one"),
        ]
        indexes = [models.Index(fields=["author", "-created_at"], name="revision_by_author")]

    def __str__(self) -> str:
        return f"{self.post_id} r{self.number}"


class Comment(models.Model):
    """A short note under a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    body = models.TextField(_("comment"))
    body_html = models.TextField(editable=False)
    state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.VISIBLE)
    former_state = models.CharField(max_length=8, choices=PostState.choices, blank=True)
    state_reason = BoundedColumn(max_characters=REASON_MAX_LENGTH, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    submission_digest = models.UUIDField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["post", "created_at"], name="comment_of_post"),
            models.Index(fields=["author", "-created_at"], name="comment_by_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="a_submission_comments_once"
            ),
            models.CheckConstraint(
                condition=Q(former_state="") | Q(state=PostState.DELETED),
                name="only_deleted_comments_were_something",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    def get_absolute_url(self) -> str:
        url = self.post.question.get_absolute_url()
        return f"{url}{self.post.page_query}#comment-{self.pk}"

"""Asking, editing, closing and locking questions."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.ratelimits import check_rate
from accounts.unicode import slugify
from community import permissions, signals
from community.admission import Submission, admit
from community.enums import PostKind, RevisionKind
from community.models import Category, Post, Question, Tag
from community.models.question import SLUG_MAX_LENGTH
from community.services.follows import add_follow
from community.services.row_locks import hold_question
from community.services.tags import resolve_tags, set_tags
from community.services.writing import (
    announce_mentions,
    fill_post,
    find_sent_post,
    prepare_text,
    write_revision,
)
from community.text.language import detect_language
from community.validation import (
    QUESTION_MIN_LENGTH,
    FieldErrors,
    clean_body,
    clean_language,
    clean_summary,
    clean_tag_names,
    clean_title,
)

if TYPE_CHECKING:
    from accounts.models import User


def make_slug(title: str) -> str:
    return slugify(title, maximum=SLUG_MAX_LENGTH) or "question"


@transaction.atomic
def ask_question(
    *,
    actor: "User",
    title: str,
    body: str,
    tags: list[str],
    language: str = "",
    category: Category | None = None,
    submission_key: UUID | None = None,
    read_article_id: int | None = None,
    now: datetime | None = None,
) -> Question:
    """Publish a question; its author follows it.

    `read_article_id` names the article that left the question open, for those who keep articles.
    Sending the same `submission_key` again returns the question that it made. Raises
    `InvalidInput` with an error for each wrong field of title, body, tags and language. Without
    `language` it is recognised by the text, or taken to be the author's own.
    """
    permissions.require(
        permissions.can_ask_question(actor), actor, _("You may not ask questions at the moment.")
    )
    if sent := find_sent_post(actor=actor, key=submission_key, kind=PostKind.QUESTION):
        return sent.question
    errors = FieldErrors()
    title = errors.run(lambda: clean_title(title), "")
    body = errors.run(lambda: clean_body(body, minimum=QUESTION_MIN_LENGTH), "")
    language = errors.run(lambda: clean_language(language), "")
    names = errors.run(lambda: clean_tag_names(tags), list[str]())
    resolved = errors.run(lambda: resolve_tags(actor=actor, names=names), list[Tag]())
    errors.raise_if_any()
    check_rate(actor_or_key=actor, action="question")
    state = admit(Submission(actor=actor, kind="question", title=title, body=body))

    now = now or timezone.now()
    question = Question.objects.create(
        title=title,
        slug=make_slug(title),
        author=actor,
        category=category,
        language=language or _language_of(f"{title}\n{body}", author=actor),
        state=state,
        created_at=now,
        last_activity_at=now,
        last_activity_by=actor,
    )
    post = Post(
        question=question,
        kind=PostKind.QUESTION,
        author=actor,
        state=state,
        created_at=now,
        submission_key=submission_key,
    )
    text = prepare_text(body, author=actor)
    fill_post(post, text)
    post.save()
    set_tags(question=question, tags=resolved)
    write_revision(
        post,
        author=actor,
        now=now,
        tag_names=[tag.name for tag in resolved],
        kind=RevisionKind.INITIAL,
    )
    add_follow(user=actor, question=question, now=now)
    signals.question_asked.send(
        sender=Question,
        question_id=question.pk,
        post_id=post.pk,
        author_id=actor.pk,
        read_article_id=read_article_id,
    )
    announce_mentions(text, actor=actor, question_id=question.pk, post_id=post.pk)
    return question


class _Kept(NamedTuple):
    """What is there before an edit, or was there once where a version comes back."""

    title: str
    body: str
    tags: list[str]

    @classmethod
    def of(cls, question: Question) -> "_Kept":
        return cls(question.title, question.post.body_markdown, list(question.tags.names()))


@transaction.atomic
def edit_question(
    *,
    actor: "User",
    question: Question,
    title: str,
    body: str,
    tags: list[str],
    language: str = "",
    summary: str = "",
    kind: RevisionKind = RevisionKind.EDIT,
    now: datetime | None = None,
) -> Question:
    """Change title, text and tags, keeping the former version as a revision.

    Without `language` it stays; a change of nothing else makes no revision. An edit that changes
    nothing leaves no trace. Raises `InvalidInput` per field.
    """
    question = hold_question(question.pk)
    post = question.post
    post.question = question
    permissions.require(
        permissions.can_edit_post(actor, post), actor, _("You may not edit this question.")
    )
    errors = FieldErrors()
    kept = _Kept.of(question) if kind != RevisionKind.ROLLBACK else _Kept(title, body, tags)
    title = errors.run(lambda: clean_title(title, kept=kept.title), "")
    body = errors.run(lambda: clean_body(body, minimum=QUESTION_MIN_LENGTH, kept=kept.body), "")
    summary = errors.run(lambda: clean_summary(summary), "")
    language = errors.run(lambda: clean_language(language), "")
    names = errors.run(lambda: clean_tag_names(tags, kept=kept.tags), list[str]())
    held = frozenset(question.question_tags.values_list("tag_id", flat=True))
    resolved = errors.run(lambda: resolve_tags(actor=actor, names=names, held=held), list[Tag]())
    errors.raise_if_any()

    if language and language != question.language:
        _set_language(question, language, actor=actor)
    retagged = {tag.pk for tag in resolved} != held
    if (title, body) == (question.title, post.body_markdown) and not retagged:
        return question
    check_rate(actor_or_key=actor, action="edit")
    admit(Submission(actor=actor, kind="question", title=title, body=body, is_edit=True))
    now = now or timezone.now()
    question.title, question.slug = title, make_slug(title)
    question.last_activity_at, question.last_activity_by = now, actor
    question.save(update_fields=["title", "slug", "last_activity_at", "last_activity_by"])
    set_tags(question=question, tags=resolved)
    rewrite_post(
        post,
        body=body,
        actor=actor,
        now=now,
        tag_names=[tag.name for tag in resolved],
        kind=kind,
        summary=summary,
    )
    if retagged:
        signals.question_retagged.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question


def _language_of(text: str, *, author: "User") -> str:
    """The language of a text; where it cannot be told, the author's, then that of the page."""
    own = (author.language or get_language() or "").split("-")[0]
    return detect_language(text, expected=[own]) or own


def _set_language(question: Question, language: str, *, actor: "User") -> None:
    question.language = language
    question.save(update_fields=["language"])
    signals.question_language_changed.send(
        sender=Question, question_id=question.pk, actor_id=actor.pk
    )


def rewrite_post(
    post: Post,
    *,
    body: str,
    actor: "User",
    now: datetime,
    tag_names: list[str] | None = None,
    kind: RevisionKind,
    summary: str,
) -> None:
    """Store a new text of a locked post with its revision, and tell of it."""
    mentioned_before = frozenset(
        user.pk for user in prepare_text(post.body_markdown, author=post.author).mentioned
    )
    text = prepare_text(body, author=post.author)
    fill_post(post, text)
    post.revision_count += 1
    post.edited_at, post.edited_by = now, actor
    post.save(
        update_fields=[
            "body_markdown",
            "body_html",
            "body_text",
            "revision_count",
            "edited_at",
            "edited_by",
        ]
    )
    write_revision(post, author=actor, now=now, tag_names=tag_names, kind=kind, summary=summary)
    signals.post_edited.send(
        sender=Post,
        post_id=post.pk,
        question_id=post.question_id,
        editor_id=actor.pk,
        revision_number=post.revision_count,
    )
    announce_mentions(
        text,
        actor=actor,
        question_id=post.question_id,
        post_id=post.pk,
        already=mentioned_before,
        is_edit=True,
    )

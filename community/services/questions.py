"""Asking, editing, closing and locking questions."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from community import permissions, signals
from community.admission import Submission, admit
from community.enums import PostKind, RevisionKind
from community.models import Category, Post, Question, Tag
from community.models.question import SLUG_MAX_LENGTH
from community.services.activity import note_activity
from community.services.follows import add_follow
from community.services.row_locks import lock_thread
from community.services.submissions import find_sent, sending_of
from community.services.tags import resolve_tags, set_tags
from community.services.versions import check_language_base, check_version
from community.services.writing import (
    announce_mentions,
    fill_post,
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
from core.languages import content_language
from core.rate_limits import check_rate
from core.unicode import slugify

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
    idempotency_key: UUID | None = None,
    read_article_id: int | None = None,
    now: datetime | None = None,
) -> Question:
    """Publish a question; its author follows it.

    `read_article_id` names the article that left the question open, for those who keep articles.
    Sending the same with its `idempotency_key` again returns the question that it made; another
    question under the same key is refused (`KeyReused`). Raises `InvalidInput` with an error for
    each wrong field of title, body, tags and language. Without `language` it is recognised by the
    text, or taken to be the author's own.
    """
    permissions.check_can_ask_question(actor)
    sending = sending_of(
        "question",
        idempotency_key,
        title=title,
        body=body,
        tags=tags,
        language=language,
        category=category and category.pk,
        article=read_article_id,
    )
    if isinstance(sent := find_sent(actor=actor, sending=sending), Post):
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
        **(sending.columns if sending else {}),
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


@transaction.atomic
def edit_question(
    *,
    actor: "User",
    question: Question,
    title: str | None = None,
    body: str | None = None,
    tags: list[str] | None = None,
    language: str = "",
    language_base: str | None = None,
    summary: str = "",
    kind: RevisionKind = RevisionKind.EDIT,
    version: int | None = None,
    now: datetime | None = None,
) -> Question:
    """Change title, text and tags, keeping the former version as a revision.

    What is None stays, as does the language where none is given; a change of nothing but the
    language makes no revision. An edit that changes nothing leaves no trace. `version` is the
    number of the revision that the change was made to, `language_base` the language ("" where
    it was not known). Raises `InvalidInput` per field, and `EditConflict` where either is no
    longer what is there.
    """
    question = lock_thread(question.pk)
    post = question.post
    post.question = question
    permissions.check_can_edit_post(actor, post)
    new = _clean_change(
        post,
        actor=actor,
        title=title,
        body=body,
        tags=tags,
        language=language,
        summary=summary,
        is_rollback=kind == RevisionKind.ROLLBACK,
    )
    is_rewritten = (new.title, new.body) != (question.title, post.body_markdown)
    if is_rewritten or new.retags:
        check_version(post, actor=actor, version=version)
    if new.language not in ("", language_base, question.language):
        check_language_base(post, actor=actor, base=language_base)
        _set_language(question, new.language, actor=actor)
    if not is_rewritten and not new.retags:
        return question
    check_rate(actor_or_key=actor, action="edit")
    submission = Submission(
        actor=actor, kind="question", title=new.title, body=new.body, is_edit=True
    )
    admit(submission)
    now = now or timezone.now()
    question.title, question.slug = new.title, make_slug(new.title)
    question.save(update_fields=["title", "slug"])
    note_activity(question, actor=actor, now=now)
    set_tags(question=question, tags=new.tags)
    rewrite_post(
        post,
        body=new.body,
        actor=actor,
        now=now,
        tag_names=[tag.name for tag in new.tags],
        kind=kind,
        summary=new.summary,
    )
    if new.retags:
        signals.question_retagged.send(sender=Question, question_id=question.pk, actor_id=actor.pk)
    return question


@dataclass(frozen=True)
class _Change:
    """What a question is to say, cleaned; `retags` where the tags are others than before."""

    title: str
    body: str
    tags: list[Tag]
    language: str
    summary: str
    retags: bool


def _clean_change(
    post: Post,
    *,
    actor: "User",
    title: str | None,
    body: str | None,
    tags: list[str] | None,
    language: str,
    summary: str,
    is_rollback: bool,
) -> _Change:
    """Check what is to change, and take the rest as it is; raises `InvalidInput` per field.

    What is there, or was there once where a version comes back, need not meet today's rules.
    """
    question = post.question
    errors = FieldErrors()
    if (new_title := title) is not None:
        kept_title = new_title if is_rollback else question.title
        title = errors.run(lambda: clean_title(new_title, kept=kept_title), "")
    if (new_body := body) is not None:
        kept_body = new_body if is_rollback else post.body_markdown
        body = errors.run(
            lambda: clean_body(new_body, minimum=QUESTION_MIN_LENGTH, kept=kept_body), ""
        )
    summary = errors.run(lambda: clean_summary(summary), "")
    language = errors.run(lambda: clean_language(language), "")
    held = {tag.pk: tag for tag in Tag.objects.filter(question_tags__content_object=question)}
    resolved = list(held.values())
    if tags is not None:
        kept_tags = tags if is_rollback else [tag.name for tag in held.values()]
        names = errors.run(lambda: clean_tag_names(tags, kept=kept_tags), list[str]())
        resolved = errors.run(
            lambda: resolve_tags(actor=actor, names=names, held=frozenset(held)), list[Tag]()
        )
    errors.raise_if_any()
    return _Change(
        title=question.title if title is None else title,
        body=post.body_markdown if body is None else body,
        tags=resolved,
        language=language,
        summary=summary,
        retags={tag.pk for tag in resolved} != set(held),
    )


def _language_of(text: str, *, author: "User") -> str:
    """The language of a text; where it cannot be told, the author's, then that of the page."""
    own = (author.language or content_language()).split("-")[0]
    return detect_language(text, expected=[own]) or own


def _set_language(question: Question, language: str, *, actor: "User") -> None:
    question.language = language
    question.language_changes += 1
    question.save(update_fields=["language", "language_changes"])
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

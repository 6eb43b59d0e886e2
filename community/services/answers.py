"""Post and edit answers."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community import permissions, signals
from community.admission import Submission, admit
from community.enums import PostKind, PostState, RevisionKind
from community.models import Post, Question
from community.services.activity import note_activity
from community.services.questions import rewrite_post
from community.services.row_locks import lock_thread
from community.services.submissions import find_sent, sending_of
from community.services.versions import check_version
from community.services.writing import (
    announce_mentions,
    fill_post,
    prepare_text,
    write_revision,
)
from community.validation import ANSWER_MIN_LENGTH, FieldErrors, clean_body, clean_summary
from core.rate_limits import check_rate

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def post_answer(
    *,
    actor: "User",
    question: Question,
    body: str,
    idempotency_key: UUID | None = None,
    now: datetime | None = None,
) -> Post:
    """Answer an open question. The same sent again with its key returns the first answer."""
    sending = sending_of("answer", idempotency_key, question=question.pk, body=body)
    if isinstance(sent := find_sent(actor=actor, sending=sending), Post):
        return sent
    question = lock_thread(question.pk)
    permissions.check_can_answer_question(actor, question)
    body = clean_body(body, minimum=ANSWER_MIN_LENGTH)
    check_rate(actor_or_key=actor, action="answer")
    check_rate(
        actor_or_key=actor,
        action="answer_in_thread",
        scope=str(question.pk),
        refusal=_("You have answered this question several times today."),
    )
    state = admit(Submission(actor=actor, kind="answer", body=body, question_id=question.pk))

    now = now or timezone.now()
    answer = Post(
        question=question,
        kind=PostKind.ANSWER,
        author=actor,
        state=state,
        created_at=now,
        **(sending.columns if sending else {}),
    )
    text = prepare_text(body, author=actor)
    fill_post(answer, text)
    answer.save()
    write_revision(answer, author=actor, now=now, kind=RevisionKind.INITIAL)
    if state == PostState.VISIBLE:
        Question.objects.filter(pk=question.pk).update(answer_count=F("answer_count") + 1)
        note_activity(question, actor=actor, now=now)
    signals.answer_posted.send(
        sender=Post, question_id=question.pk, post_id=answer.pk, author_id=actor.pk
    )
    announce_mentions(text, actor=actor, question_id=question.pk, post_id=answer.pk)
    return answer


@transaction.atomic
def edit_answer(
    *,
    actor: "User",
    answer: Post,
    body: str,
    summary: str = "",
    kind: RevisionKind = RevisionKind.EDIT,
    version: int | None = None,
    now: datetime | None = None,
) -> Post:
    """Change an answer's text, keeping the former one as a revision.

    `version` is the number of the revision that the change was made to; raises `EditConflict`
    where that is no longer what is there.
    """
    question = lock_thread(answer.question_id)
    answer = question.posts.select_related("author").get(pk=answer.pk, kind=PostKind.ANSWER)
    answer.question = question
    permissions.check_can_edit_post(actor, answer)
    errors = FieldErrors()
    kept = body if kind == RevisionKind.ROLLBACK else answer.body_markdown
    body = errors.run(lambda: clean_body(body, minimum=ANSWER_MIN_LENGTH, kept=kept), "")
    summary = errors.run(lambda: clean_summary(summary), "")
    errors.raise_if_any()
    if body == answer.body_markdown:
        return answer
    check_version(answer, actor=actor, version=version)
    check_rate(actor_or_key=actor, action="edit")
    admit(Submission(actor=actor, kind="answer", body=body, question_id=question.pk, is_edit=True))
    now = now or timezone.now()
    rewrite_post(answer, body=body, actor=actor, now=now, kind=kind, summary=summary)
    if answer.is_visible:
        note_activity(question, actor=actor, now=now)
    return answer

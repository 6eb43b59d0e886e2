"""Writing the audit log."""

from typing import TYPE_CHECKING

from django.utils import timezone

from core.unicode import shorten_to_fit
from moderation.enums import AuditAction
from moderation.models import AuditEntry

if TYPE_CHECKING:
    from moderation.targets import Target

NOTE_LENGTH = 500


def record_action(
    *,
    action: AuditAction,
    actor_id: int | None,
    question_id: int | None = None,
    post_id: int | None = None,
    comment_id: int | None = None,
    subject_id: int | None = None,
    before: str = "",
    after: str = "",
    note: str = "",
) -> AuditEntry:
    """Add one line to the log, in the transaction of what it tells."""
    return AuditEntry.objects.create(
        action=action,
        actor_id=actor_id,
        question_id=question_id,
        post_id=post_id,
        comment_id=comment_id,
        subject_id=subject_id,
        before=before,
        after=after,
        note=shorten_to_fit(note, NOTE_LENGTH),
        created_at=timezone.now(),
    )


def record_decision(
    *, action: AuditAction, actor_id: int | None, target: "Target", note: str, before: str
) -> AuditEntry:
    """Add the line for a decision about the reports of one text."""
    return record_action(
        action=action,
        actor_id=actor_id,
        question_id=target.post.question_id,
        post_id=target.post.pk,
        comment_id=target.comment.pk if target.comment else None,
        subject_id=target.author_id,
        before=before,
        after=target.text.state,
        note=note,
    )

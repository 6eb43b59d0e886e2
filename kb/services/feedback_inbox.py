"""What editors do about what readers said."""

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, InvalidInput
from core.notes import length_errors
from core.versions import check_unchanged, fingerprint
from kb import signals
from kb.enums import CheckReason, FeedbackState
from kb.models import ArticleCheck, ArticleFeedback
from kb.permissions import check_can_check_article
from kb.services.doubts import open_check

if TYPE_CHECKING:
    from accounts.models import User

REPLY_MAX_LENGTH: Final = 600
INBOX_FIELDS: Final = ("state", "reply", "helpful", "reason", "comment")
"""What an editor has seen who answers a reader."""


@transaction.atomic
def handle_feedback(
    *,
    actor: "User",
    feedback: ArticleFeedback,
    state: str,
    reply: str = "",
    begun_from: str | None = None,
) -> ArticleFeedback:
    """Set what is done about a reader's words; a reply reaches a member, and is needed by none.

    `begun_from` is the `fingerprint` of what the answer was made to; raises `ChangedMeanwhile`
    where the reader or another editor has said something else since, and InvalidInput for an
    unknown state or a reply that is too long or has no receiver.
    """
    row = _lock(actor, feedback)
    reply = reply.strip()
    errors = {}
    if state not in FeedbackState.values:
        errors["state"] = [_("Choose one of the states.")]
    if too_long := length_errors(reply, REPLY_MAX_LENGTH):
        errors["reply"] = too_long
    if reply and row.user_id is None:
        errors["reply"] = [_("A visitor wrote this, so nobody can be sent a reply.")]
    if errors:
        raise InvalidInput(fields=errors)
    if (row.state, row.reply) != (state, reply):
        check_unchanged(begun_from=begun_from, present=fingerprint(row, INBOX_FIELDS))
    return _settle(row, actor, FeedbackState(state), reply=reply)


@transaction.atomic
def open_issue(*, actor: "User", feedback: ArticleFeedback, note: str = "") -> ArticleFeedback:
    """Make an open issue of the article out of a reader's words, which count as planned."""
    row = _lock(actor, feedback)
    if not row.article.live:
        raise Conflict(_("This article is not published."))
    text = note.strip() or row.comment or str(row.get_reason_display())
    if open_check(article_id=row.article_id, reason=CheckReason.READER, note=text) is None:
        issue = ArticleCheck.objects.select_for_update(no_key=True).get(
            article=row.article_id, reason=CheckReason.READER, promotion=None, closed_at=None
        )
        if f"\n{text}\n" not in f"\n{issue.note}\n":  # sent twice, or by two editors
            issue.note = f"{issue.note}\n{text}"
            issue.save(update_fields=["note"])
    return _settle(row, actor, FeedbackState.PLANNED, reply=row.reply)


def _lock(actor: "User", feedback: ArticleFeedback) -> ArticleFeedback:
    rows = ArticleFeedback.objects.select_related("article").select_for_update(
        no_key=True, of=("self",)
    )
    row = rows.get(pk=feedback.pk)
    check_can_check_article(actor, row.article)
    return row


def _settle(
    row: ArticleFeedback, actor: "User", state: FeedbackState, *, reply: str
) -> ArticleFeedback:
    if (row.state, row.reply) == (state, reply):
        return row
    row.state, row.reply = state, reply
    row.handled_by, row.handled_at = actor, timezone.now()
    row.save(update_fields=["state", "reply", "handled_by", "handled_at"])
    signals.article_feedback_handled.send(
        sender=ArticleFeedback, feedback_id=row.pk, actor_id=actor.pk, state=state.value
    )
    return row

"""Feedback of readers: votes, comments, editors' replies, and questions asked after reading."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Question
from core.errors import Conflict, InvalidInput, NotFound
from core.notes import length_errors
from core.page_keys import advance
from core.rate_limits import check_rate
from core.versions import check_unchanged, fingerprint
from kb import signals
from kb.cache_keys import article_key
from kb.enums import HELPFUL_REASONS, UNHELPFUL_REASONS, CheckReason, FeedbackState
from kb.models import ArticleCheck, ArticleFeedback, ArticlePage, FailedDeflection
from kb.permissions import check_can_check_article
from kb.selectors.verdicts import verdict_of
from kb.services.maintenance import open_check, open_issue_by_deflections, open_issue_by_votes

if TYPE_CHECKING:
    from accounts.models import User

COMMENT_MAX_LENGTH = 600
REPLY_MAX_LENGTH: Final = 600
INBOX_FIELDS: Final = ("state", "reply", "helpful", "reason", "comment")
"""What an editor has seen who answers a reader."""


@dataclass(frozen=True)
class Reader:
    """Who judges: a member, or a visitor known by a pseudonym that leads back to nobody."""

    user: "User | None"
    visitor: str

    @classmethod
    def member(cls, user: "User") -> "Reader":
        return cls(user=user, visitor="")

    @classmethod
    def anonymous(cls, network: str) -> "Reader":
        """A visitor recognised by the network; only its keyed digest is kept."""
        digest = hmac.new(
            settings.SECRET_KEY.encode(), network.encode(), hashlib.sha256
        ).hexdigest()
        return cls(user=None, visitor=digest[:40])


@transaction.atomic
def record_feedback(
    *,
    reader: Reader,
    article: ArticlePage,
    helpful: bool,
    reason: str | None = None,
    comment: str | None = None,
) -> ArticleFeedback:
    """Record a verdict on the published version; a second one by the same reader replaces it.

    Without a reason or a comment, those of the same verdict stay; another verdict starts without.
    """
    viewer = reader.user
    if not article.live:
        raise NotFound(_("There is no such article."))
    before = verdict_of(article, user=viewer, visitor=reader.visitor)
    is_same = before is not None and before.helpful == helpful
    adds = is_same and bool(reason or comment)
    if before is not None and is_same:
        reason = before.reason if reason is None else reason
        comment = before.comment if comment is None else comment
    reason, comment = reason or "", _clean(helpful, reason or "", comment or "")
    key = viewer or f"visitor:{reader.visitor}"
    check_rate(actor_or_key=key, action="feedback_detail" if adds else "feedback")
    now = timezone.now()
    said = {"helpful": helpful, "reason": reason, "comment": comment, "updated_at": now}
    is_new = before is None or (before.reason, before.comment) != (reason, comment)
    reopened = {"state": FeedbackState.OPEN} if is_new else {}
    feedback, _created = ArticleFeedback.objects.update_or_create(
        article=article,
        revision_number=article.live_revision_id or 0,
        user=viewer,
        visitor=reader.visitor,
        defaults=said | reopened,
        create_defaults=said | {"created_at": now},
    )
    advance(article_key(article.pk), tables={ArticleFeedback._meta.db_table})
    signals.article_feedback_recorded.send(
        sender=ArticleFeedback, article_id=article.pk, helpful=helpful
    )
    if not helpful:
        open_issue_by_votes(article=article)
    return feedback


def _clean(helpful: bool, reason: str, comment: str) -> str:
    comment = comment.strip()
    fields: dict[str, list[str]] = {}
    if reason and reason not in (HELPFUL_REASONS if helpful else UNHELPFUL_REASONS):
        fields["reason"] = [_("Choose one of the reasons.")]
    if errors := length_errors(comment, COMMENT_MAX_LENGTH):
        fields["comment"] = errors
    if fields:
        raise InvalidInput(fields=fields)
    return comment


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


@transaction.atomic
def record_failed_deflection(*, article_id: int, question_id: int) -> FailedDeflection | None:
    """Note that a question was asked after reading an article; a second call changes nothing.

    None where the asker may not read the article: the number is whatever the browser sent.
    """
    question = Question.objects.select_related("author").get(pk=question_id)
    readable = ArticlePage.objects.visible_to(question.author).numbered(article_id)
    if not readable.exists():
        return None
    failed, created = FailedDeflection.objects.get_or_create(
        question=question, defaults={"article_id": article_id, "created_at": timezone.now()}
    )
    if created:
        open_issue_by_deflections(article_id=article_id)
    return failed

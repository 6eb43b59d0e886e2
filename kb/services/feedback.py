"""Whether an article helped its reader."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import InvalidInput, NotFound
from core.notes import length_errors
from core.rate_limits import check_rate
from kb import signals
from kb.enums import HELPFUL_REASONS, UNHELPFUL_REASONS, FeedbackState
from kb.models import ArticleFeedback, ArticlePage
from kb.selectors.verdicts import verdict_of
from kb.services.doubts import doubt_by_votes

if TYPE_CHECKING:
    from accounts.models import User

COMMENT_MAX_LENGTH = 600


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
    signals.article_feedback_recorded.send(
        sender=ArticleFeedback, article_id=article.pk, helpful=helpful
    )
    if not helpful:
        doubt_by_votes(article=article)
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

"""What follows when an article goes live, leaves the site or is found to be still right."""

import datetime
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Conflict
from kb import signals
from kb.enums import PromotionKind, PromotionState
from kb.models import ArticleCheck, ArticlePage, ArticleSource, Promotion
from kb.permissions import can_publish_articles, require, require_reviewer

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User
    from kb.models import SharedText

DEFAULT_REVIEW_INTERVAL_DAYS = 180


def next_review(today: datetime.date) -> datetime.date:
    """When an article checked today is to be checked again."""
    days = getattr(settings, "STOA_REVIEW_INTERVAL_DAYS", DEFAULT_REVIEW_INTERVAL_DAYS)
    return today + timedelta(days=days)


@transaction.atomic
def publish_approved(*, draft: "Page | SharedText", actor: "User | None") -> None:
    """Publish the version that a review approved; the reviewer becomes who checked it."""
    draft.get_latest_revision().publish(user=actor, skip_permission_checks=True)
    article = getattr(draft, "specific", draft)
    if isinstance(article, ArticlePage) and actor is not None:
        mark_verified(article_id=article.pk, actor=actor, today=timezone.localdate())


@transaction.atomic
def publish_article(
    *, actor: "User", article: ArticlePage, verified_by: "User | None" = None
) -> ArticlePage:
    """Publish the latest version without a review; for administrators and loaders.

    `verified_by` records somebody who has checked it outside the site.
    """
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    require(
        can_publish_articles(actor, article),
        actor,
        _("Only a review or an administrator publishes articles."),
    )
    article.get_latest_revision().publish(user=actor)
    if verified_by is not None:
        mark_verified(article_id=article.pk, actor=verified_by, today=timezone.localdate())
    return ArticlePage.objects.get(pk=article.pk)


def mark_verified(*, article_id: int, actor: "User", today: datetime.date) -> None:
    """Write down who checked an article today, and close what was open about it."""
    ArticlePage.objects.filter(pk=article_id).update(verified_on=today, verified_by=actor)
    close_checks(article_id=article_id, actor=actor)


def close_checks(*, article_id: int, actor: "User | None") -> None:
    """Close the open doubts about an article."""
    ArticleCheck.objects.filter(article_id=article_id, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor
    )


@transaction.atomic
def confirm_article(*, actor: "User", article: ArticlePage) -> ArticlePage:
    """Say that a published article is still right: the next check moves on, doubts are closed."""
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    require_reviewer(actor, article)
    if not article.live:
        raise Conflict(_("This article is not published."))
    today = timezone.localdate()
    mark_verified(article_id=article.pk, actor=actor, today=today)
    ArticlePage.objects.filter(pk=article.pk).update(review_due=next_review(today))
    _settle_contradictions(article.pk)
    signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return ArticlePage.objects.get(pk=article.pk)


def _settle_contradictions(article_id: int) -> None:
    """A contradiction that the check did not confirm leaves no proposal in work behind."""
    Promotion.objects.filter(
        article_id=article_id, kind=PromotionKind.CONTRADICT, state=PromotionState.ACCEPTED
    ).update(
        state=PromotionState.DECLINED,
        decision_note=_("The article was checked and found right."),
    )
    ArticleSource.objects.filter(article_id=article_id, role="contradicts", live=False).delete()


@transaction.atomic
def settle_publication(*, article_id: int) -> None:
    """Let everything that waited for this article's publication happen; safe to run twice."""
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article_id)
    today = timezone.localdate()
    if article.review_due is None or article.review_due <= today:
        ArticlePage.objects.filter(pk=article_id).update(review_due=next_review(today))
    close_checks(article_id=article_id, actor=None)
    ArticleSource.objects.filter(article_id=article_id, live=False).update(live=True)
    waiting = Promotion.objects.select_for_update(of=("self",), no_key=True).filter(
        article_id=article_id, state=PromotionState.ACCEPTED
    )
    for promotion in waiting.select_related("answer"):
        promotion.state = PromotionState.PUBLISHED
        promotion.published_at = timezone.now()
        promotion.save(update_fields=["state", "published_at"])
        signals.promotion_published.send(
            sender=Promotion,
            promotion_id=promotion.pk,
            post_id=promotion.answer_id,
            article_id=article_id,
            author_id=promotion.answer.author_id,
            kind=promotion.kind,
        )
    signals.article_published.send(sender=ArticlePage, article_id=article_id)

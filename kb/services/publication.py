"""What follows when an article goes live, leaves the site or is found to be still right."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, InvalidInput
from core.notes import clean_note
from core.time_zones import site_today
from kb import signals
from kb.enums import ChangeWeight, DriftOutcome, PromotionKind, PromotionState
from kb.languages import enabled_languages, why_not_enabled
from kb.models import (
    ArticleChange,
    ArticleCheck,
    ArticlePage,
    ArticleSource,
    ArticleVerification,
    Promotion,
)
from kb.permissions import (
    check_can_check_article,
    check_can_publish_article,
)
from kb.selectors.review_schedule import next_review
from kb.services.changes import record_change
from kb.services.drift import compare_articles, settle_by_publication
from kb.services.tracing import trace_blocks

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User
    from kb.models import SharedText

CHECK_NOTE_MAX_LENGTH = 300


class LanguageNotEnabled(InvalidInput):
    """Readers of this site have not been promised this language."""

    code = "language_not_enabled"


@transaction.atomic
def publish_approved(
    *, draft: "Page | SharedText", actor: "User | None", checked_by: "User | None"
) -> None:
    """Publish the version that a review approved; the expert becomes who checked it.

    A version with a later day to go live waits for `publish_due`.
    """
    if isinstance(getattr(draft, "specific", draft), ArticlePage):
        require_enabled_language(draft)
    revision = draft.get_latest_revision()
    revision.publish(user=actor, skip_permission_checks=True)
    article = getattr(draft, "specific", draft)
    is_for_later = revision.approved_go_live_at is not None
    if isinstance(article, ArticlePage) and checked_by is not None and not is_for_later:
        mark_verified(article_id=article.pk, actor=checked_by, today=site_today())


@transaction.atomic
def publish_article(
    *, actor: "User", article: ArticlePage, verified_by: "User | None" = None
) -> ArticlePage:
    """Publish the latest version without a review; for administrators and loaders.

    `verified_by` records somebody who has checked it outside the site.
    """
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    check_can_publish_article(actor, article)
    require_enabled_language(article)
    article.get_latest_revision().publish(user=actor)
    if verified_by is not None:
        mark_verified(article_id=article.pk, actor=verified_by, today=site_today())
    return ArticlePage.objects.get(pk=article.pk)


def require_enabled_language(article: "Page") -> None:
    """Refuse to publish a version in a language that the site does not have; the draft stays."""
    language = article.get_latest_revision().content["language"]
    if language not in enabled_languages():
        raise LanguageNotEnabled(fields={"language": [why_not_enabled(language)]})


def mark_verified(*, article_id: int, actor: "User", today: datetime.date, note: str = "") -> None:
    """Write down who checked an article today, and close what was open about it."""
    ArticlePage.objects.filter(pk=article_id).update(verified_on=today, verified_by=actor)
    ArticleVerification.objects.create(
        article_id=article_id, checked_by=actor, checked_on=today, note=note
    )
    close_checks(article_id=article_id, actor=actor)


def close_checks(*, article_id: int, actor: "User | None") -> None:
    """Close the open doubts about an article."""
    ArticleCheck.objects.filter(article_id=article_id, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor
    )


@transaction.atomic
def confirm_article(*, actor: "User", article: ArticlePage, note: str = "") -> ArticlePage:
    """Say that a published article is still true: the next check moves on, doubts are closed.

    `note` says what was checked; it is kept with the doubts that it closes.
    """
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    check_can_check_article(actor, article)
    if not article.live:
        raise Conflict(_("This article is not published."))
    note = clean_note(note, field="note", maximum=CHECK_NOTE_MAX_LENGTH)
    today = site_today()
    mark_verified(article_id=article.pk, actor=actor, today=today, note=note)
    ArticlePage.objects.filter(pk=article.pk).update(review_due=next_review(article, today))
    _settle_contradictions(article.pk)
    compare_articles(article_ids=[article.pk])
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
    today = site_today()
    if article.review_due is None or article.review_due <= today:
        ArticlePage.objects.filter(pk=article_id).update(review_due=next_review(article, today))
    if article.owner_id is None and article.live_revision is not None:
        ArticlePage.objects.filter(pk=article_id).update(owner=article.live_revision.user)
    change, touched = _note_change(article)
    is_typo = change is not None and change.weight == ChangeWeight.TYPO
    if not is_typo:
        close_checks(article_id=article_id, actor=None)
    ArticleSource.objects.filter(article_id=article_id, live=False).update(live=True)
    _publish_promotions(article_id)
    if change is not None and not is_typo:
        settle_by_publication(source_ids=touched, actor=change.changed_by)
    compare_articles(article_ids=[article_id], outcome=DriftOutcome.UPDATED)
    signals.article_published.send(sender=ArticlePage, article_id=article_id)


def _note_change(article: ArticlePage) -> tuple[ArticleChange | None, set[int]]:
    """Write down what is different from the version before, and which sources that touches."""
    latest = ArticleChange.objects.filter(article=article).select_related("revision").order_by("pk")
    former = latest.last()
    before = former.revision.as_object() if former and former.revision else None
    change = record_change(article=article, revision=article.live_revision, before=before)
    return change, trace_blocks(article=article, before=before)


def _publish_promotions(article_id: int) -> None:
    """Finish the proposals that waited for this article."""
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

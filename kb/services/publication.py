"""Use cases of publication: what goes live, when, and what each version changed."""

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from core.errors import InvalidInput
from core.time_zones import site_today
from kb import signals
from kb.enums import ChangeWeight, DriftOutcome, PromotionState
from kb.models import ArticleChange, ArticlePage, ArticleSource, Promotion
from kb.models.substance import substance_of
from kb.permissions import check_can_publish_article
from kb.selectors.review_schedule import next_review
from kb.selectors.reviews import expert_of
from kb.services.drift import compare_articles, settle_by_publication
from kb.services.maintenance import close_checks, mark_verified
from kb.services.sources import trace_blocks
from kb.text.languages import enabled_languages, why_not_enabled
from kb.text.plain import lines_of_article
from kb.text.weight import measure_change, weigh

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User
    from kb.models import SharedText


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

    `verified_by` records somebody who has checked it elsewhere.
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


@transaction.atomic
def settle_publication(*, article_id: int) -> None:
    """Let everything that waited for this article's publication happen; safe to run twice."""
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article_id)
    today = site_today()
    if article.review_due is None or article.review_due <= today:
        ArticlePage.objects.filter(pk=article_id).update(review_due=next_review(article, today))
    if article.owner_id is None and article.live_revision is not None:
        ArticlePage.objects.filter(pk=article_id).update(owner=article.live_revision.user)
    change, affected = _note_change(article)
    is_typo = change is not None and change.weight == ChangeWeight.TYPO
    if not is_typo:
        close_checks(article_id=article_id, actor=None)
    ArticleSource.objects.filter(article_id=article_id, live=False).update(live=True)
    _publish_promotions(article_id)
    if change is not None and not is_typo:
        settle_by_publication(source_ids=affected, actor=change.changed_by)
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


@transaction.atomic
def publish_due() -> str:
    """Publish what is due and take down what has expired, as Wagtail does; safe to repeat.

    Who checked an article is written down now: until now another version was live.
    """
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    approved = list(due.filter(content_type__model=ArticlePage._meta.model_name))
    call_command("publish_scheduled")
    for revision in approved:
        _write_down_expert(revision)
    return f"{len(approved)} articles went live"


def _write_down_expert(revision: Revision) -> None:
    review = WorkflowState.objects.filter(
        task_states__revision=revision, status=WorkflowState.STATUS_APPROVED
    )
    last = review.order_by("-pk").first()
    expert = expert_of(last) if last is not None else None
    if expert is not None:
        mark_verified(article_id=int(revision.object_id), actor=expert, today=site_today())


@transaction.atomic
def record_change(
    *, article: ArticlePage, revision: "Revision | None", before: ArticlePage | None
) -> ArticleChange | None:
    """Note the publication of a version; None where this version is live already.

    `before` is the version published before, None where there is none any more. The weight is the
    editor's, else measured. From the second version on it is announced.
    """
    former = ArticleChange.objects.filter(article=article).order_by("-pk").first()
    if former is not None and revision is not None and former.revision_id == revision.pk:
        return None
    measure = measure_change(
        lines_of_article(before) if before is not None else [],
        lines_of_article(article),
        is_more_than_words=before is not None and substance_of(before) != substance_of(article),
    )
    weight = ChangeWeight.FIRST if former is None else weigh(measure, article.edit_weight)
    change = ArticleChange.objects.create(
        article=article,
        revision=revision,
        weight=weight,
        declared=former is not None and weight == article.edit_weight,
        note="" if former is None else article.edit_note.strip(),
        words_added=measure.words_added,
        words_removed=measure.words_removed,
        changed_by=revision.user if revision is not None else None,
        published_at=timezone.now(),
    )
    if former is not None:
        signals.article_revised.send(
            sender=ArticlePage, article_id=article.pk, change_id=change.pk, weight=change.weight
        )
    return change

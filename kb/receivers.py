"""Wagtail's signals turned into the knowledge base's events; what the forum's events mean here."""

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from community import signals as community
from kb import signals
from kb.enums import PromotionKind
from kb.models import ArticlePage, ArticleTag, Promotion, SectionPage, SharedText
from kb.selectors.shared import articles_with_text
from kb.services.drift import compare_articles, compare_question
from kb.services.feedback import record_failed_deflection
from kb.services.promotion import close_proposals, release_promotions
from kb.services.publication import settle_publication
from kb.services.sources import (
    refresh_documented,
    refresh_documented_below,
    refresh_documented_by,
)
from kb.services.translations import settle_translation
from kb.views.files import note_files


@receiver(page_published, sender=SectionPage)
def on_section_published(instance: SectionPage, **kwargs: Any) -> None:
    """Its title and its audience belong to every article below it."""
    refresh_documented_below(page=instance)
    _announce_branch(instance)


@receiver(page_published, sender=ArticlePage)
def on_article_published(instance: ArticlePage, **kwargs: Any) -> None:
    """Settle what waited for the publication; a version scheduled for later is not live yet."""
    if instance.live:
        note_files(instance)
        settle_translation(article_id=instance.pk)
        settle_publication(article_id=instance.pk)
        refresh_documented_by(article_id=instance.pk)


@receiver(page_unpublished, sender=ArticlePage)
def on_article_unpublished(instance: ArticlePage, **kwargs: Any) -> None:
    compare_articles(article_ids=[instance.pk])
    refresh_documented_by(article_id=instance.pk, is_going=True)
    signals.article_unpublished.send(sender=ArticlePage, article_id=instance.pk)


@receiver(pre_delete, sender=ArticlePage)
def on_article_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """Wagtail deletes whole branches; this is called for every article in them."""
    release_promotions(article_id=instance.pk)
    signals.article_unpublished.send(sender=ArticlePage, article_id=instance.pk)


@receiver(post_page_move)
def on_page_moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """A move changes the URLs of everything below; a new place among siblings does not."""
    if url_path_before != url_path_after:
        refresh_documented_below(page=instance)
        _announce_branch(instance)


@receiver(page_slug_changed, sender=SectionPage)
@receiver(page_slug_changed, sender=ArticlePage)
def on_slug_changed(instance: Page, **kwargs: Any) -> None:
    _announce_branch(instance)


def _announce_branch(page: Page) -> None:
    branch = ArticlePage.objects.live().descendant_of(page, inclusive=True)
    for article_id in branch.values_list("pk", flat=True):
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)


@receiver(published, sender=SharedText)
def on_shared_text_published(instance: SharedText, **kwargs: Any) -> None:
    note_files(instance)


@receiver(published, sender=SharedText)
@receiver(unpublished, sender=SharedText)
@receiver(pre_delete, sender=SharedText)
def on_shared_text_changed(instance: SharedText, **kwargs: Any) -> None:
    """Every article that holds the text reads differently now."""
    for article_id in articles_with_text(instance):
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)


@receiver(pre_save, sender=SharedText)
def on_shared_text_tied(instance: SharedText, **kwargs: Any) -> None:
    """A text that says another one's words from now on leaves the articles of the former."""
    before = SharedText.objects.filter(pk=instance.pk).first()
    if before is not None and before.translates_id != instance.translates_id:
        on_shared_text_changed(before)


@receiver(community.tag_changed, dispatch_uid="kb.tag_changed")
def on_tag_changed(sender: Any, *, tag_id: int, merged_id: int | None, **kwargs: Any) -> None:
    """Articles follow a tag that was merged, and show the new name of one that was renamed."""
    if merged_id is not None:
        carried = ArticleTag.objects.filter(tag=tag_id).values("content_object")
        ArticleTag.objects.filter(tag=merged_id, content_object__in=carried).delete()
        ArticleTag.objects.filter(tag=merged_id).update(tag=tag_id)
    tagged = ArticleTag.objects.filter(tag=tag_id, content_object__live=True)
    for article_id in tagged.order_by("pk").values_list("content_object", flat=True):
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)


@receiver(community.post_edited)
@receiver(community.post_state_changed)
@receiver(community.answer_accepted)
@receiver(community.answer_unaccepted)
def on_answer_moved(question_id: int, **kwargs: Any) -> None:
    """Something below an article moved: its tasks follow, in the same transaction."""
    compare_question(question_id=question_id)


@receiver(community.post_state_changed)
def on_answer_gone(question_id: int, **kwargs: Any) -> None:
    """What was proposed of a deleted answer is closed, and its question may be undocumented."""
    close_proposals(question_id=question_id)
    refresh_documented(question_ids=[question_id])


@receiver(signals.promotion_proposed)
@receiver(signals.promotion_decided)
def on_contradiction(promotion_id: int, **kwargs: Any) -> None:
    """An answer that is said to contradict an article opens a task, a declined one closes it."""
    promotion = Promotion.objects.only("kind", "article_id").get(pk=promotion_id)
    if promotion.kind == PromotionKind.CONTRADICT and promotion.article_id is not None:
        compare_articles(article_ids=[promotion.article_id])


@receiver(community.question_asked)
def on_question_asked(question_id: int, **kwargs: Any) -> None:
    """A question asked from an article is one that the article did not answer."""
    article_id = kwargs.get("read_article_id")
    if article_id is not None:
        record_failed_deflection(article_id=article_id, question_id=question_id)

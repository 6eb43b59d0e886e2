"""Wagtail's signals turned into the knowledge base's events."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
    workflow_submitted,
)

from kb import signals
from kb.models import ArticlePage, SectionPage, SharedText
from kb.selectors.shared import articles_with_text
from kb.services.publication import settle_publication
from kb.services.removal import release_promotions


@receiver(page_published, sender=ArticlePage)
def on_article_published(instance: ArticlePage, **kwargs: Any) -> None:
    """Settle what waited for the publication; a version scheduled for later is not live yet."""
    if instance.live:
        settle_publication(article_id=instance.pk)


@receiver(page_unpublished, sender=ArticlePage)
def on_article_unpublished(instance: ArticlePage, **kwargs: Any) -> None:
    signals.article_unpublished.send(sender=ArticlePage, article_id=instance.pk)


@receiver(pre_delete, sender=ArticlePage)
def on_article_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """Wagtail deletes whole branches; this is called for every article in them."""
    release_promotions(article_id=instance.pk)
    signals.article_unpublished.send(sender=ArticlePage, article_id=instance.pk)


@receiver(post_page_move)
def on_page_moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """A move changes the addresses of everything below; a new place among siblings does not."""
    if url_path_before != url_path_after:
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
@receiver(unpublished, sender=SharedText)
@receiver(pre_delete, sender=SharedText)
def on_shared_text_changed(instance: SharedText, **kwargs: Any) -> None:
    """Every article that holds the text reads differently now."""
    for article_id in articles_with_text(instance):
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)


@receiver(workflow_submitted)
def on_submitted(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """An article waits for its reviewer, whether it was sent there from the CMS or by us."""
    if instance.content_type.model_class() is ArticlePage and user is not None:
        signals.article_submitted.send(
            sender=ArticlePage, article_id=int(instance.object_id), actor_id=user.pk
        )

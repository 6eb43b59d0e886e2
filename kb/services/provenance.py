"""Which answers an article stands on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from community.models import Post
from kb import signals
from kb.enums import SourceRole
from kb.models import ArticlePage, ArticleSource
from kb.permissions import check_can_write_articles

if TYPE_CHECKING:
    from accounts.models import User


def record_source(
    *,
    actor: "User",
    article: ArticlePage,
    post: Post,
    role: SourceRole,
    block_ids: Sequence[str] = (),
    live: bool = False,
) -> ArticleSource:
    """Note that an answer went into an article; a second time adds the blocks to the first.

    The version that the article is held against moves on when the new blocks are published.
    """
    source, created = ArticleSource.objects.select_for_update(no_key=True).get_or_create(
        article=article,
        post=post,
        defaults={
            "role": role,
            "blocks": dict.fromkeys(block_ids, post.revision_count),
            "post_revision": post.revision_count,
            "was_accepted": post.is_accepted,
            "added_by": actor,
            "created_at": timezone.now(),
            "live": live,
        },
    )
    if not created:
        source.blocks |= dict.fromkeys(block_ids, post.revision_count)
        if source.role == SourceRole.CONTRADICTS:
            source.role = role
        source.save(update_fields=["blocks", "role"])
    return source


@transaction.atomic
def link_answer(*, actor: "User", article: ArticlePage, post: Post) -> ArticleSource:
    """Link an article and an answer that belong together, without a proposal."""
    check_can_write_articles(actor)
    source = record_source(
        actor=actor, article=article, post=post, role=SourceRole.REFERENCE, live=article.live
    )
    signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return source

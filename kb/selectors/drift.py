"""What a maintainer has to see to decide whether an article still stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from community.enums import PostState
from community.models import Post, Revision
from community.permissions import can_see_post
from community.text.diff import DiffLine, diff_lines
from kb.enums import DriftCause, PromotionState
from kb.models import ArticlePage, ArticleSource, DriftTask
from kb.permissions import can_keep_article

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class DriftView:
    """A task with the moved answer beside the part of the article that came from it."""

    task: DriftTask
    article: ArticlePage
    post: Post | None
    source_post: Post | None
    lines: tuple[DiffLine, ...]
    blocks: tuple[SafeString, ...]
    published_since: bool
    waits_for_decision: bool
    may_decide: bool


def drift_tasks() -> QuerySet[DriftTask]:
    """All tasks with what a list shows of them, the newest first."""
    return (
        DriftTask.objects.select_related(
            "article__owner", "post__question", "post__author", "closed_by", "promotion"
        )
        .defer("article__body", "post__body_html", "post__body_markdown")
        .order_by("-opened_at", "-pk")
    )


def count_open_drift() -> int:
    return DriftTask.objects.filter(closed_at=None).count()


def get_drift(task_id: int, reader: "User") -> DriftView | None:
    """One task for its page; what the reader may not see of the answer stays hidden."""
    task = (
        DriftTask.objects.select_related(
            "article__owner",
            "post__question",
            "post__author",
            "source__post__question",
            "source__post__author",
            "promotion__proposed_by",
            "closed_by",
        )
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        return None
    article = task.article
    published = article.last_published_at
    return DriftView(
        task=task,
        article=article,
        post=task.post if can_see_post(reader, task.post) else None,
        source_post=_source_post(task, reader),
        lines=tuple(_difference(task)),
        blocks=tuple(_blocks(article, task.source)),
        published_since=published is not None and published > task.opened_at,
        waits_for_decision=(
            task.promotion is not None and task.promotion.state == PromotionState.PROPOSED
        ),
        may_decide=can_keep_article(reader, article),
    )


def _source_post(task: DriftTask, reader: "User") -> Post | None:
    """The answer that the article was made from, where another one is the news."""
    post = task.source.post if task.source is not None else None
    if post is None or post.pk == task.post_id or post.state != PostState.VISIBLE:
        return None
    return post if can_see_post(reader, post) else None


def _difference(task: DriftTask) -> list[DiffLine]:
    """What an edit changed since the article took the answer over."""
    if task.cause != DriftCause.EDITED:
        return []
    texts = dict(
        Revision.objects.filter(
            post=task.post_id, number__in=[task.from_revision, task.to_revision]
        ).values_list("number", "body_markdown")
    )
    return diff_lines(texts.get(task.from_revision, ""), texts.get(task.to_revision, ""))


def _blocks(article: ArticlePage, source: ArticleSource | None) -> list[SafeString]:
    """The blocks that came from the answer, as readers see them, or will see them.

    A contradiction is about the article as a whole.
    """
    shown = article if article.live else article.get_latest_revision_as_object()
    return [
        SafeString(block.render({"show_source_marks": False}))
        for block in shown.body
        if source is None or str(block.id) in source.blocks
    ]

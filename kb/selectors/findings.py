"""What speaks against an article as it is: read from the truth, so that it can be read again."""

from collections.abc import Iterable
from dataclasses import dataclass

from community.enums import PostState
from community.models import Revision
from kb.enums import DriftCause, PromotionKind, SourceRole
from kb.models import ArticlePage, ArticleSource, Promotion
from kb.models.promotion import OPEN_STATES

CREDITED_ROLES = (SourceRole.ORIGIN, SourceRole.UPDATE, SourceRole.MERGE)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One reason to look at an article again; `key` tells it from another of the same cause."""

    cause: DriftCause
    key: str
    post_id: int
    from_revision: int = 1
    to_revision: int = 1


def is_kept_true(article: ArticlePage) -> bool:
    """Whether the article needs maintenance: it is published, or on its way to publication."""
    return article.live or article.first_published_at is None


def findings_about_source(source: ArticleSource, fellow_post_ids: Iterable[int]) -> list[Finding]:
    """What has happened to an answer since the article took it over.

    The source comes with its post, question and accepted answer loaded; `fellow_post_ids` are the
    answers that the article stands on.
    """
    if source.role not in CREDITED_ROLES or not is_kept_true(source.article):
        return []
    post = source.post
    if not post.is_visible or post.question.state != PostState.VISIBLE:
        key = f"{post.state} {post.state_changed_at}/{post.question.state}"[:60]
        return [Finding(cause=DriftCause.GONE, key=key, post_id=post.pk)]
    findings = [_edit(source), _acceptance(source, fellow_post_ids)]
    return [finding for finding in findings if finding is not None]


def _edit(source: ArticleSource) -> Finding | None:
    post = source.post
    if post.revision_count <= source.post_revision:
        return None
    taken = Revision.objects.filter(post=post, number=source.post_revision).first()
    if taken is None or _same(taken.body_markdown, post.body_markdown):
        return None
    return Finding(
        cause=DriftCause.EDITED,
        key=f"revision {post.revision_count}",
        post_id=post.pk,
        from_revision=source.post_revision,
        to_revision=post.revision_count,
    )


def _same(old: str, new: str) -> bool:
    """Whether two texts read the same; spaces at the end of lines do not count."""
    return [line.rstrip() for line in old.strip().splitlines()] == [
        line.rstrip() for line in new.strip().splitlines()
    ]


def _acceptance(source: ArticleSource, fellow_post_ids: Iterable[int]) -> Finding | None:
    post, other = source.post, source.post.question.accepted_answer
    if other is None:
        if not source.was_accepted:
            return None
        return Finding(cause=DriftCause.UNACCEPTED, key="not accepted", post_id=post.pk)
    is_newer = other.accepted_at is not None and other.accepted_at > source.created_at
    if not is_newer or other.pk in fellow_post_ids:
        return None
    return Finding(
        cause=DriftCause.SUPERSEDED,
        key=f"answer {other.pk}",
        post_id=other.pk,
        to_revision=other.revision_count,
    )


def contradictions_of(article: ArticlePage) -> list[tuple[Promotion, Finding]]:
    """Open proposals that say a published article is wrong; one query."""
    if not article.live:
        return []
    found = Promotion.objects.filter(
        article=article, kind=PromotionKind.CONTRADICT, state__in=OPEN_STATES
    ).order_by("pk")
    return [
        (
            promotion,
            Finding(
                cause=DriftCause.CONTRADICTED,
                key=f"proposal {promotion.pk}",
                post_id=promotion.answer_id,
            ),
        )
        for promotion in found
    ]


def sources_to_compare(article: ArticlePage) -> list[ArticleSource]:
    """The sources of an article with all that `findings_about_source` reads; one query."""
    sources = list(
        ArticleSource.objects.filter(article=article)
        .select_related("post__question__accepted_answer")
        .order_by("pk")
    )
    for source in sources:
        source.article = article
    return sources


def posts_behind(sources: Iterable[ArticleSource]) -> set[int]:
    """The answers that went into the article."""
    return {source.post_id for source in sources if source.role in CREDITED_ROLES}

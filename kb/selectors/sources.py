"""The link between articles and answers, read from either side."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from community.enums import PostState
from community.models import Post
from kb.enums import PromotionState, SourceRole
from kb.models import ArticleChange, ArticlePage, ArticleSource, Promotion
from kb.selectors.changes import latest_substance

if TYPE_CHECKING:
    from accounts.models import User
    from kb.models.querysets import Reader

_RANKS: Final = (
    PromotionState.DECLINED,
    PromotionState.PROPOSED,
    PromotionState.ACCEPTED,
    PromotionState.PUBLISHED,
)
CREDITED_ROLES: Final = (SourceRole.ORIGIN, SourceRole.UPDATE, SourceRole.MERGE)


@dataclass(frozen=True)
class Contributor:
    """Somebody whose words went into an article."""

    username: str
    name: str
    url: str


@dataclass(frozen=True)
class SourceLine:
    """An answer that an article stands on."""

    post_id: int
    question_id: int
    title: str
    url: str
    role: str
    role_label: str
    author: "User"
    answered_at: datetime.datetime
    is_accepted: bool


@dataclass(frozen=True)
class ArticleLink:
    """An article that a question or an answer went into, and what changed in it last.

    Of `change` typing mistakes are left out.
    """

    id: int
    title: str
    summary: str
    url: str
    language: str
    role: str
    role_label: str
    post_ids: tuple[int, ...]
    change: ArticleChange | None


@dataclass(frozen=True)
class PromotionStatus:
    """What readers of an answer are told about its way into the knowledge base."""

    state: str
    label: str
    article_title: str
    article_url: str
    note: str = ""


def sources_of_articles(article_ids: Sequence[int]) -> dict[int, list[SourceLine]]:
    """The published sources of each article that everybody may read; one query."""
    rows = (
        ArticleSource.objects.filter(
            article__in=article_ids,
            live=True,
            post__state=PostState.VISIBLE,
            post__question__state=PostState.VISIBLE,
        )
        .select_related("post__question", "post__author")
        .order_by("created_at", "pk")
    )
    found: dict[int, list[SourceLine]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(source_line(row))
    return found


def source_line(source: ArticleSource) -> SourceLine:
    """A source with its post, question and author loaded, ready to be shown."""
    post = source.post
    return SourceLine(
        post_id=post.pk,
        question_id=post.question_id,
        title=post.question.title,
        url=post.get_absolute_url(),
        role=source.role,
        role_label=str(SourceRole(source.role).label),
        author=post.author,
        answered_at=post.created_at,
        is_accepted=post.is_accepted,
    )


def contributors_of(sources: Iterable[SourceLine]) -> tuple[Contributor, ...]:
    """The people to thank: authors of answers that the article took over, each once."""
    people = {line.author.pk: line.author for line in sources if line.role in CREDITED_ROLES}
    return tuple(
        Contributor(username=person.username, name=person.name, url=person.get_absolute_url())
        for person in people.values()
    )


def articles_of_question(question_id: int, reader: "Reader") -> list[ArticleLink]:
    """The articles that answers of a question went into, and that the reader may open."""
    sources = (
        ArticleSource.objects.filter(post__question=question_id, live=True)
        .exclude(role=SourceRole.CONTRADICTS)
        .filter(post__state=PostState.VISIBLE)
        .order_by("created_at", "pk")
    )
    posts: dict[int, list[int]] = {}
    roles: dict[int, str] = {}
    for source in sources:
        posts.setdefault(source.article_id, []).append(source.post_id)
        roles.setdefault(source.article_id, source.role)
    if not posts:
        return []
    articles = ArticlePage.objects.visible_to(reader).as_cards().in_bulk(list(posts))
    changes = latest_substance(articles)
    return [
        ArticleLink(
            id=article_id,
            title=articles[article_id].title,
            summary=articles[article_id].summary,
            url=articles[article_id].get_url() or "",
            language=articles[article_id].language,
            role=roles[article_id],
            role_label=str(SourceRole(roles[article_id]).label),
            post_ids=tuple(post_ids),
            change=changes.get(article_id),
        )
        for article_id, post_ids in posts.items()
        if article_id in articles
    ]


def promotion_statuses(post_ids: Sequence[int], reader: "Reader") -> dict[int, PromotionStatus]:
    """How far answers have come on their way to an article; those never proposed are absent.

    One query, two where an article is published.

    A published promotion counts before one in work, that before a mere proposal, and that before
    one that was declined, of which only its proposer and the answer's author are told.
    """
    ranks = list(_RANKS)
    told = Q(state__in=ranks[1:])
    if reader.is_authenticated:
        told |= Q(proposed_by=reader.pk) | Q(answer__author=reader.pk)
    rows = (
        Promotion.objects.filter(told, answer__in=post_ids, state__in=ranks)
        .exclude(state=PromotionState.DECLINED, decided_by=None)
        .order_by("pk")
    )
    best: dict[int, Promotion] = {}
    for row in rows:
        known = best.get(row.answer_id)
        if known is None or _rank(row) >= _rank(known):
            best[row.answer_id] = row
    written = [
        row.article_id
        for row in best.values()
        if row.article_id and row.state == PromotionState.PUBLISHED
    ]
    articles: dict[int | None, ArticlePage] = {}
    if written:
        readable = ArticlePage.objects.visible_to(reader).defer_streamfields()
        articles.update(readable.in_bulk(written))
    return {post_id: _status(row, articles.get(row.article_id)) for post_id, row in best.items()}


def _rank(promotion: Promotion) -> int:
    return _RANKS.index(PromotionState(promotion.state))


def _status(promotion: Promotion, article: ArticlePage | None) -> PromotionStatus:
    shown = article if promotion.state == PromotionState.PUBLISHED else None
    return PromotionStatus(
        state=promotion.state,
        label=str(PromotionState(promotion.state).label),
        article_title=shown.title if shown else "",
        article_url=(shown.get_url() or "") if shown else "",
        note=promotion.decision_note if promotion.state == PromotionState.DECLINED else "",
    )


def get_answer(post_id: int) -> Post | None:
    """An answer with its question and author, whatever its state."""
    return Post.objects.answers().select_related("question", "author").filter(pk=post_id).first()

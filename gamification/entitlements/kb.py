"""What knowledge is worth: promoted answers, and articles that keep helping readers."""

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import attrgetter

from gamification.entitlements.base import READ_SIZE, Entitlement, only_ids, points_for, utc_day
from gamification.enums import Reason, SourceKind
from gamification.rules import HELPFUL_MOST_POINTS, HELPFUL_STEP
from kb.enums import PromotionKind, PromotionState, SourceRole
from kb.models import ArticleFeedback, ArticleSource, Promotion

CREDITED_ROLES = tuple(role for role in SourceRole if role != SourceRole.REFERENCE)


def entitlements_of_promotions(ids: Collection[int] | None = None) -> Iterator[Entitlement]:
    """Yield what published promotions are worth to the authors of the answers.

    Knowledge that has been published stays earned, whatever becomes of the answer later.
    """
    published = Promotion.objects.filter(state=PromotionState.PUBLISHED)
    rows = (
        only_ids(published, "pk", ids)
        .order_by("pk")
        .values(
            "pk",
            "kind",
            "published_at",
            "article_id",
            "answer_id",
            "answer__author_id",
            "answer__question_id",
        )
    )
    for row in rows.iterator(chunk_size=READ_SIZE):
        published_at = row["published_at"]
        assert published_at is not None  # noqa: S101 (the database holds it so)
        is_new = row["kind"] == PromotionKind.CREATE
        reason = Reason.PROMOTION_CREATED if is_new else Reason.PROMOTION_USED
        yield Entitlement(
            kind=SourceKind.PROMOTION,
            source_id=row["pk"],
            key=f"promotion:{row['pk']}",
            user_id=row["answer__author_id"],
            reason=reason,
            points=points_for(reason),
            day=utc_day(published_at),
            question_id=row["answer__question_id"],
            post_id=row["answer_id"],
            article_id=row["article_id"],
        )


def entitlements_of_articles(ids: Collection[int] | None = None) -> Iterator[Entitlement]:
    """Yield what the helpfulness of articles is worth to everybody credited in them.

    What contributors say about their own article does not count.
    """
    sources = ArticleSource.objects.filter(live=True, role__in=CREDITED_ROLES)
    rows = (
        only_ids(sources, "article_id", ids)
        .order_by("article_id", "post__author_id")
        .values_list("article_id", "post__author_id", named=True)
        .distinct()
    )
    for article_id, credits in groupby(
        rows.iterator(chunk_size=READ_SIZE), key=attrgetter("article_id")
    ):
        author_ids = [row.post__author_id for row in credits]
        days = _milestone_days(article_id, author_ids)
        for author_id in author_ids:
            for number, day in enumerate(days, start=1):
                yield _helpful_claim(article_id, author_id, number, day)


def _milestone_days(article_id: int, author_ids: Collection[int]) -> list[dt.date]:
    """Return the days on which the milestones that still hold were reached."""
    verdicts = (
        ArticleFeedback.objects.filter(article_id=article_id)
        .exclude(user_id__in=author_ids)
        .order_by("created_at", "pk")
        .values_list("helpful", "created_at")
    )
    most = HELPFUL_MOST_POINTS // max(1, points_for(Reason.ARTICLE_HELPFUL))
    days: list[dt.date] = []
    net = 0
    for helpful, moment in verdicts.iterator(chunk_size=READ_SIZE):
        net += 1 if helpful else -1
        if net >= HELPFUL_STEP * (len(days) + 1):
            days.append(utc_day(moment))
        elif days and net < HELPFUL_STEP * len(days):
            days.pop()
    return days[:most]


def _helpful_claim(article_id: int, author_id: int, number: int, day: dt.date) -> Entitlement:
    return Entitlement(
        kind=SourceKind.ARTICLE,
        source_id=article_id,
        key=f"helpful:{article_id}:{author_id}:{number}",
        user_id=author_id,
        reason=Reason.ARTICLE_HELPFUL,
        points=points_for(Reason.ARTICLE_HELPFUL),
        day=day,
        article_id=article_id,
    )

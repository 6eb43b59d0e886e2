"""Rules that badges are made of; each looks at public posts only.

Every function returns a query that yields who deserves a badge, among some people or everybody.
"""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from community.enums import PostKind, PostState
from community.models import Post, Revision, Vote
from gamification.badges.base import Holder, HolderQuery
from gamification.entitlements.base import READ_SIZE, only_ids
from kb.enums import PromotionKind, PromotionState
from kb.models import Promotion

PUBLIC = Q(state=PostState.VISIBLE, question__state=PostState.VISIBLE)
PUBLIC_POST = Q(post__state=PostState.VISIBLE, post__question__state=PostState.VISIBLE)


def _persons(
    rows: QuerySet, field: str, ids: Collection[int] | None, least: int
) -> Iterator[Holder]:
    """Yield the people who stand in `field` of at least `least` of the rows."""
    counted = (
        only_ids(rows, field, ids)
        .order_by()
        .values_list(field)
        .annotate(times=Count("pk"))
        .filter(times__gte=least)
    )
    for user_id, _times in counted.iterator(chunk_size=READ_SIZE):
        yield user_id, None


def _posts(rows: QuerySet[Post], ids: Collection[int] | None) -> Iterator[Holder]:
    """Yield author and post of each of the posts."""
    pairs = only_ids(rows, "author_id", ids).order_by().values_list("author_id", "pk")
    yield from pairs.iterator(chunk_size=READ_SIZE)


def solving_answers() -> QuerySet[Post]:
    """Return public accepted answers to questions of somebody else."""
    accepted = Post.objects.filter(PUBLIC, accepted_at__isnull=False)
    return accepted.exclude(author=F("question__author"))


def wrote_about_themselves(ids: Collection[int] | None) -> Iterator[Holder]:
    """Yield who tells something in their profile."""
    people = only_ids(User.objects.filter(is_active=True).exclude(bio=""), "pk", ids)
    for user_id in people.order_by().values_list("pk", flat=True).iterator(chunk_size=READ_SIZE):
        yield user_id, None


def voted(least: int) -> HolderQuery:
    """Votes cast on public posts."""
    return lambda ids: _persons(
        Vote.objects.filter(PUBLIC_POST, voter__isnull=False), "voter_id", ids, least
    )


def chose_solutions(least: int) -> HolderQuery:
    """Own questions in which somebody else's answer was accepted."""
    return lambda ids: _persons(solving_answers(), "question__author_id", ids, least)


def solved(least: int) -> HolderQuery:
    """Accepted answers to questions of others."""
    return lambda ids: _persons(solving_answers(), "author_id", ids, least)


def solved_quickly(least: int, *, within: dt.timedelta) -> HolderQuery:
    """Accepted answers that came soon after the question."""
    quick = Q(created_at__lte=F("question__created_at") + within)
    return lambda ids: _persons(solving_answers().filter(quick), "author_id", ids, least)


def edited(least: int) -> HolderQuery:
    """Improvements of public posts, own or of others."""
    return lambda ids: _persons(
        Revision.objects.filter(PUBLIC_POST, number__gt=1), "author_id", ids, least
    )


def promoted(least: int) -> HolderQuery:
    """Answers that became articles of their own."""
    published = Promotion.objects.filter(
        state=PromotionState.PUBLISHED,
        kind=PromotionKind.CREATE,
        answer__state=PostState.VISIBLE,
        answer__question__state=PostState.VISIBLE,
    )
    return lambda ids: _persons(published, "answer__author_id", ids, least)


def post_scored(kind: PostKind, least: int) -> HolderQuery:
    """Per post: it reached a score."""
    return lambda ids: _posts(Post.objects.filter(PUBLIC, kind=kind, score__gte=least), ids)


def question_viewed(least: int) -> HolderQuery:
    """Per question: so often it was read."""
    viewed = Post.objects.filter(PUBLIC, kind=PostKind.QUESTION, question__view_count__gte=least)
    return lambda ids: _posts(viewed, ids)


def revived(*, after: dt.timedelta) -> HolderQuery:
    """Per answer: it solved a question that had waited long."""
    late = Q(created_at__gte=F("question__created_at") + after)
    return lambda ids: _posts(solving_answers().filter(late), ids)


def answered_late_and_well(*, after: dt.timedelta, least: int) -> HolderQuery:
    """Per answer: it came long after the question and still reached a score."""
    late = Q(created_at__gte=F("question__created_at") + after)
    answers = Post.objects.filter(PUBLIC, kind=PostKind.ANSWER, score__gte=least)
    others = answers.exclude(author=F("question__author"))
    return lambda ids: _posts(others.filter(late), ids)

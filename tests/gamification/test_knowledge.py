"""What answers are worth when they become knowledge, and when the knowledge helps."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Post
from community.services.states import delete_post
from gamification.enums import Reason
from gamification.models import BadgeAward, ReputationEntry
from gamification.rules import HELPFUL_STEP
from gamification.services.reconcile import rebuild_ledger, reconcile_ledger
from kb.models import ArticleFeedback, ArticlePage, Promotion
from kb.services.feedback import Reader, record_feedback
from kb.services.promotion import decide_promotion
from kb.services.review import review_article
from tests.factories import community as forum
from tests.factories import kb as knowledge
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

RunTasks = Callable[[], AbstractContextManager[list[Any]]]


def points_by_reason(person: User) -> dict[str, int]:
    """Return what somebody earned, by reason."""
    sums: dict[str, int] = {}
    for entry in ReputationEntry.objects.filter(user=person):
        sums[entry.reason] = sums.get(entry.reason, 0) + entry.points
    return {reason: points for reason, points in sums.items() if points}


def promote(answer: Post, **fields: Any) -> ArticlePage:
    """Take an answer all the way to a published article."""
    promotion = knowledge.promotion(answer, **fields)
    decide_promotion(actor=knowledge.editor(), promotion=promotion, decision="accept")
    article = Promotion.objects.get(pk=promotion.pk).article
    assert article is not None
    return review_article(actor=knowledge.expert(), article=article, action="approve")


def judge(article: ArticlePage, *, yes: int = 0, no: int = 0) -> None:
    """Write so many verdicts of different people."""
    moment = timezone.now()
    ArticleFeedback.objects.bulk_create(
        ArticleFeedback(
            article=article,
            revision_number=article.live_revision_id or 0,
            visitor=f"{number}-{helpful}-{ArticleFeedback.objects.count()}",
            helpful=helpful,
            created_at=moment,
            updated_at=moment,
        )
        for helpful, times in ((True, yes), (False, no))
        for number in range(times)
    )


def test_an_answer_that_became_an_article_gives_fifty_and_a_badge(run_tasks: RunTasks) -> None:
    answer = forum.answer()

    with run_tasks():
        article = promote(answer)

    assert points_by_reason(answer.author) == {Reason.PROMOTION_CREATED: 50}
    assert BadgeAward.objects.filter(user=answer.author, badge="first-promotion").count() == 1
    entry = ReputationEntry.objects.get(user=answer.author)
    assert (entry.post_id, entry.article_id) == (answer.pk, article.pk)


@pytest.mark.parametrize("kind", ["update", "merge"])
def test_an_answer_that_improved_an_article_gives_twenty(kind: str) -> None:
    answer = forum.answer()

    promote(answer, kind=kind, article=knowledge.article())

    assert points_by_reason(answer.author) == {Reason.PROMOTION_USED: 20}


def test_a_proposal_alone_gives_nothing() -> None:
    answer = forum.answer()

    knowledge.promotion(answer)

    assert points_by_reason(answer.author) == {}


def test_what_became_knowledge_stays_earned_when_the_answer_goes(moderator: User) -> None:
    answer = forum.answer()
    promote(answer)

    delete_post(actor=moderator, post=answer)

    assert points_by_reason(answer.author) == {Reason.PROMOTION_CREATED: 50}


def test_each_25_net_helpful_votes_give_ten_points(run_tasks: RunTasks) -> None:
    answer = forum.answer()
    article = promote(answer)
    judge(article, yes=HELPFUL_STEP + 1, no=2)
    reader = Reader.member(UserFactory())

    with run_tasks():
        record_feedback(reader=reader, article=article, helpful=True)
    assert points_by_reason(answer.author)[Reason.ARTICLE_HELPFUL] == 10

    with run_tasks():
        record_feedback(reader=reader, article=article, helpful=False)
    assert Reason.ARTICLE_HELPFUL not in points_by_reason(answer.author)


def test_an_article_gives_two_hundred_at_most() -> None:
    answer = forum.answer()
    article = promote(answer)
    judge(article, yes=HELPFUL_STEP * 25)

    reconcile_ledger()

    assert points_by_reason(answer.author)[Reason.ARTICLE_HELPFUL] == 200


def test_an_article_may_begin_with_unhelpful_verdicts() -> None:
    answer = forum.answer()
    article = promote(answer)
    judge(article, no=3)
    judge(article, yes=HELPFUL_STEP + 3)

    reconcile_ledger()

    assert points_by_reason(answer.author)[Reason.ARTICLE_HELPFUL] == 10


def test_praising_ones_own_article_is_worth_nothing() -> None:
    answer = forum.answer()
    article = promote(answer)
    judge(article, yes=HELPFUL_STEP - 1)
    record_feedback(reader=Reader.member(answer.author), article=article, helpful=True)

    reconcile_ledger()

    assert Reason.ARTICLE_HELPFUL not in points_by_reason(answer.author)


def test_everybody_credited_shares_and_a_rebuild_finds_the_same() -> None:
    first, second = forum.answer(), forum.answer()
    article = promote(first)
    promote(second, kind="merge", article=article)
    judge(article, yes=HELPFUL_STEP * 2)
    reconcile_ledger()
    lived = [points_by_reason(answer.author) for answer in (first, second)]

    rebuild_ledger()

    assert lived == [
        {Reason.PROMOTION_CREATED: 50, Reason.ARTICLE_HELPFUL: 20},
        {Reason.PROMOTION_USED: 20, Reason.ARTICLE_HELPFUL: 20},
    ]
    assert [points_by_reason(answer.author) for answer in (first, second)] == lived


def test_a_milestone_is_dated_to_the_day_it_was_reached() -> None:
    answer = forum.answer()
    article = promote(answer)
    judge(article, yes=HELPFUL_STEP)
    then = timezone.now() - dt.timedelta(days=5)
    ArticleFeedback.objects.update(created_at=then)

    reconcile_ledger()

    assert ReputationEntry.objects.get(reason=Reason.ARTICLE_HELPFUL).day == then.date()


def test_the_explained_points_name_and_link_the_article(
    client: Client, django_assert_num_queries: Any
) -> None:
    answer = forum.answer(author=UserFactory(username="anna", groups=["experts"]))
    article = promote(answer)
    judge(article, yes=HELPFUL_STEP * 3)
    reconcile_ledger()
    client.get("/users/anna/reputation/")  # Wagtail remembers where its site begins

    with django_assert_num_queries(5):
        page = client.get("/users/anna/reputation/").content.decode()

    assert "Article helped 25 more readers" in page
    assert f'href="{article.get_absolute_url()}"' in page

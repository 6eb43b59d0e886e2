"""The loaded shop: all is there, once, at its time, and agrees with what it is made of."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import Max, Min, Sum
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import TaskState

from accounts.models import User
from community.models import Comment, Post, Question, Revision, Tag, Vote
from community.services.recounts import recount_community
from demo.accounts import demo_accounts
from demo.loading.content import read_content
from gamification.models import BadgeAward, ReputationEntry, ReputationTotal
from gamification.services.reconcile import Drift, reconcile_ledger
from kb.enums import PromotionState
from kb.models import (
    ArticleChange,
    ArticleCheck,
    ArticleFeedback,
    ArticlePage,
    DriftTask,
    FailedDeflection,
    Promotion,
    SectionPage,
)
from kb.selectors.week import week_of
from moderation.models import Flag
from notifications.models import Notification
from search.models import QueryLog, SynonymRule
from search.selectors.analytics import Concern, first_day, list_queries
from search.services.searching import SearchInput, search
from tests.factories.search import build_index

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("shop"), pytest.mark.django_db]
COUNTED = (User, Tag, Question, Post, Comment, Vote, Revision, ReputationEntry, BadgeAward)
COUNTED_KB = (ArticlePage, SectionPage, Promotion, ArticleFeedback, Flag, Notification)


def count_everything() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (*COUNTED, *COUNTED_KB)}


def test_all_of_the_content_is_in_the_database() -> None:
    content = read_content()
    entries = [entry for thread in content.threads for entry in thread.entries]
    answers = [entry for entry in entries if entry.kind == "answer"]
    comments = [entry for entry in entries if entry.kind == "comment"]
    drafts = [article for article in content.articles if article.draft]
    assert Question.objects.count() == len(content.threads)
    assert Post.objects.filter(kind="answer").count() == len(answers)
    assert Comment.objects.count() == len(comments)
    assert ArticlePage.objects.count() == len(content.articles)
    assert ArticlePage.objects.live().count() == len(content.articles) - len(drafts)
    assert SectionPage.objects.count() == len(content.sections)


def test_editors_see_what_visitors_looked_for() -> None:
    assert SynonymRule.objects.count() == len(read_content().synonyms)
    month = first_day(30)
    for concern in Concern:
        assert list_queries(concern=concern, since=month).count() >= 3
    searched = {search.text for search in read_content().searches}
    assert set(QueryLog.objects.values_list("text", flat=True)) == searched
    assert QueryLog.objects.filter(zero_count__gt=0, clicks__gt=0).count() == 0


def test_what_was_looked_for_in_vain_is_not_there() -> None:
    build_index()
    for search_text in read_content().searches:
        with translation.override(search_text.language):
            page = search(SearchInput(q=search_text.text), reader=AnonymousUser(), log=False)
        assert bool(page.total) == bool(search_text.results), search_text.text


def test_counting_again_changes_nothing() -> None:
    assert set(recount_community().values()) == {0}


def test_points_are_the_sum_of_their_reasons() -> None:
    assert reconcile_ledger() == Drift(entries=0, totals=0)
    for total in ReputationTotal.objects.all():
        entries = ReputationEntry.objects.filter(user=total.user_id)
        assert total.points == (entries.aggregate(points=Sum("points"))["points"] or 0)


def test_loading_again_changes_nothing(django_assert_max_num_queries: Any) -> None:
    before = count_everything()
    with django_assert_max_num_queries(3):
        call_command("load_demo", verbosity=0)
    assert count_everything() == before


def test_history_spreads_over_a_year_and_ends_before_now() -> None:
    now = timezone.now()
    for model in (Post, Comment, Vote):
        dates = model.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
        assert dates["first"] < now - timedelta(days=330)
        assert now - timedelta(days=3) < dates["last"] <= now


def test_week_month_and_all_time_have_different_leaders() -> None:
    today = timezone.now().date()

    def leaders(days: int) -> list[int]:
        recent = ReputationEntry.objects.filter(day__gte=today - timedelta(days=days))
        sums = recent.values_list("user").annotate(points=Sum("points"))
        return [user for user, _points in sums.order_by("-points", "user")[:5]]

    boards = [leaders(7), leaders(30), leaders(1000)]
    assert all(len(board) == 5 for board in boards)
    assert boards[0] != boards[1] != boards[2]


def test_nobody_votes_on_themselves_or_before_they_could() -> None:
    assert not Vote.objects.filter(voter__username="cheap_gear_4u").exists()
    for vote in Vote.objects.select_related("voter", "post"):
        assert vote.voter is not None
        assert vote.voter_id != vote.post.author_id
        assert vote.voter.date_joined < vote.created_at
        assert vote.post.created_at < vote.created_at


def test_posts_get_the_votes_their_files_want() -> None:
    wanted = sum(
        thread.up + sum(a.up for a in thread.answers if not a.removal)
        for thread in read_content().threads
    )
    cast = Vote.objects.filter(value=1).count()
    assert wanted * 0.97 <= cast <= wanted


def test_promotions_stand_at_every_point_of_their_way() -> None:
    states = dict.fromkeys(PromotionState.values, 0)
    for state in Promotion.objects.values_list("state", flat=True):
        states[state] += 1
    assert states[PromotionState.PROPOSED] >= 1
    assert states[PromotionState.ACCEPTED] == 1
    assert states[PromotionState.DECLINED] >= 1
    assert states[PromotionState.PUBLISHED] >= 10
    for promotion in Promotion.objects.filter(state=PromotionState.PUBLISHED):
        assert promotion.article is not None
        assert promotion.article.live
        assert promotion.article.sources.filter(post=promotion.answer, live=True).exists()


def test_one_draft_waits_for_the_expert() -> None:
    waiting = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    draft = waiting.workflow_state.content_object
    expert = User.objects.get(username="expert")
    assert waiting.task.specific.get_task_states_user_can_moderate(expert).get() == waiting
    assert not draft.live


def test_one_article_is_overdue_and_one_question_reported() -> None:
    assert ArticleCheck.objects.filter(closed_at=None).count() == 1
    assert Flag.objects.filter(state="open", post__isnull=False).count() == 1


def test_two_answers_moved_below_articles_and_their_keeper_knows() -> None:
    causes = DriftTask.objects.filter(closed_at=None).values_list("cause", flat=True)
    assert sorted(causes) == ["contradicted", "edited"]
    told = Notification.objects.filter(kind="drift", user__username="editor")
    assert told.count() == len(causes)
    assert FailedDeflection.objects.count() == 2
    assert ArticleChange.objects.filter(weight="major").count() == 2
    assert SectionPage.objects.filter(review_days=90).count() == 3


def test_the_editor_finds_a_week_to_look_at() -> None:
    week = week_of(User.objects.get(username="editor"))

    assert week.is_own
    assert all(week.views.values)
    assert len(week.articles) == 5


def test_the_demo_accounts_have_news() -> None:
    for name, _password in demo_accounts()[:3]:
        assert Notification.objects.filter(user__username=name, in_app=True).exists(), name
    assert not Notification.objects.filter(wants_mail=True, mailed_at=None).exists()


def test_the_demo_accounts_sign_in_with_their_passwords() -> None:
    for name, password in demo_accounts():
        assert Client().login(username=name, password=password), name
    assert User.objects.get(username="admin").is_superuser
    assert not User.objects.exclude(username="admin").filter(is_superuser=True).exists()


def test_an_article_is_found() -> None:
    call_command("rebuild_search", verbosity=0)
    answer = Client().get("/api/v1/search", {"q": "mat goes flat overnight leak"}).json()
    assert answer["items"][0]["url"].endswith("/kb/sleeping/finding-a-slow-leak/")

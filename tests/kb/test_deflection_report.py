"""The list of questions that were asked after reading an article."""

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from community.models import Question
from community.services.solutions import accept_answer
from community.services.states import hide_post
from kb.models import ArticlePage, FailedDeflection
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

URL = "/cms/knowledge/deflections/"
QUERIES = 14


def ask_after(article: ArticlePage, title: str, *, days_ago: int = 0) -> Question:
    question = forum.ask(title=title)
    FailedDeflection.objects.create(
        article=article, question=question, created_at=timezone.now() - timedelta(days=days_ago)
    )
    return question


def shown(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"{URL}?{query}").context["object_list"]
    return [row.question.title for row in rows]


def test_an_editor_sees_what_was_asked_after_reading_and_goes_on_to_the_article(
    client_of: Callable[[User], Client], editor: User
) -> None:
    article = kb.article(title="Wax a zip", actor=editor)
    question = ask_after(article, "The zip still sticks after waxing")
    ask_after(article, "Which wax for a nylon zip?", days_ago=40)

    page = client_of(editor).get(URL)
    html = page.content.decode()

    assert question.get_absolute_url() in html
    assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in html
    assert "Improve this article" in html
    assert [row.times for row in page.context["object_list"]] == [1, 1]


def test_an_expert_sees_the_list_without_the_button_and_members_do_not(
    client_of: Callable[[User], Client], expert: User, user: User
) -> None:
    ask_after(kb.article(title="Wax a zip"), "The zip still sticks after waxing")

    seen = client_of(expert).get(URL).content.decode()

    assert "Wax a zip" in seen
    assert "Improve this article" not in seen
    assert client_of(user).get(URL).status_code in (302, 403)


def test_the_list_is_filtered_by_day_state_article_owner_and_section(
    client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Tents")
    mine = kb.article(section=section, actor=editor)
    others = kb.article()
    solved = ask_after(mine, "A question that was solved")
    accept_answer(actor=solved.author, answer=forum.answer(question=solved))
    forum.answer(question=ask_after(others, "A question with an answer"))
    ask_after(others, "A question of last month", days_ago=30)
    client = client_of(editor)
    week_ago = timezone.localdate() - timedelta(days=7)

    assert shown(client, "state=solved") == ["A question that was solved"]
    assert shown(client, "state=answered") == ["A question with an answer"]
    assert shown(client, "state=waiting") == ["A question of last month"]
    assert shown(client, f"article={mine.pk}") == ["A question that was solved"]
    assert shown(client, f"owner={editor.pk}") == ["A question that was solved"]
    assert shown(client, f"section={section.pk}") == ["A question that was solved"]
    assert "A question of last month" not in shown(client, f"created_at_from={week_ago}")
    assert client.get(f"{URL}?created_at_from=nonsense&article=x").status_code == 200


def test_hidden_questions_are_not_in_the_list(
    client_of: Callable[[User], Client], editor: User, moderator: User
) -> None:
    question = ask_after(kb.article(), "A question that was spam")
    hide_post(actor=moderator, post=question.post, reason="spam")

    assert shown(client_of(editor)) == []


def test_the_list_is_downloaded_with_its_filters(
    client_of: Callable[[User], Client], editor: User
) -> None:
    article = kb.article(title="Wax a zip", actor=editor)
    ask_after(article, "The zip still sticks after waxing")
    ask_after(kb.article(), "Something about another article")

    response = client_of(editor).get(f"{URL}?export=csv&article={article.pk}")
    head, *rows = csv.reader(response.getvalue().decode().splitlines())

    assert head[:2] == ["Question", "URL of the question"]
    assert [row[0] for row in rows] == ["The zip still sticks after waxing"]
    assert rows[0][head.index("Article")] == "Wax a zip"
    assert rows[0][head.index("Owner")] == editor.username


def test_the_front_page_leads_to_the_questions_of_this_week_on_ones_own_articles(
    client_of: Callable[[User], Client], editor: User
) -> None:
    ask_after(kb.article(actor=editor), "The zip still sticks after waxing")
    ask_after(kb.article(), "Something about another article")
    client = client_of(editor)
    since = timezone.localdate() - timedelta(days=7)
    query = f"created_at_from={since}&owner={editor.pk}"

    front = client.get(reverse("wagtailadmin_home")).content.decode()

    assert f"{URL}?{query}".replace("&", "&amp;") in front
    assert shown(client, query) == ["The zip still sticks after waxing"]


def test_more_rows_need_no_more_queries(
    client_of: Callable[[User], Client], editor: User, django_assert_num_queries: Any
) -> None:
    section = kb.section("Tents")
    client = client_of(editor)
    ask_after(kb.article(section=section, actor=editor), "The first question after reading")
    client.get(URL)

    with django_assert_num_queries(QUERIES):
        client.get(URL)
    for number in range(4):
        owner = UserFactory(groups=["editors"])
        ask_after(kb.article(section=section, actor=owner), f"Question {number} after reading")
    with django_assert_num_queries(QUERIES):
        client.get(URL)

"""Maintainers hear of drift and doubt, people behind an article of what changed in it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from community.services.answers import edit_answer
from community.services.follows import follow_question
from community.services.solutions import accept_answer, unaccept_answer
from kb.models import ArticlePage, DriftTask
from kb.services.articles import revise_article
from kb.services.maintenance import mark_stale_articles
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.selectors.rendering import describe
from notifications.services.digest import notify_maintainers
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import answer as make_answer

pytestmark = pytest.mark.django_db


def told(kind: Kind) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user__username", "variant"))


@pytest.fixture
def article() -> ArticlePage:
    """An article of `maintainer`, made from an accepted answer."""
    taken = make_answer(body="Rub candle wax along the teeth of the zip, then close it.")
    accept_answer(actor=taken.question.author, answer=taken)
    page = kb.accept(kb.promotion(taken)).article
    assert page is not None
    ArticlePage.objects.filter(pk=page.pk).update(owner=UserFactory(username="maintainer"))
    return kb.approve(page)


def source_of(article: ArticlePage) -> Any:
    return article.sources.get().post


def test_the_owner_is_told_of_drift_once_and_of_later_edits_not_again(
    article: ArticlePage, run_tasks: Any
) -> None:
    taken = source_of(article)
    for body in ("Rub graphite along the teeth of the zip.", "Rub soap along the teeth instead."):
        with run_tasks():
            edit_answer(actor=taken.author, answer=taken, body=body)

    assert told(Kind.DRIFT) == [("maintainer", "edited")]
    words = describe(Notification.objects.get(kind=Kind.DRIFT))
    assert words.title == f"A source answer changed: “{article.title}”"
    assert words.url == DriftTask.objects.get().get_absolute_url()


def test_moving_the_acceptance_tells_of_the_newer_answer_only(
    article: ArticlePage, run_tasks: Any
) -> None:
    taken = source_of(article)
    better = make_answer(question=taken.question)

    with run_tasks():
        accept_answer(actor=taken.question.author, answer=better)

    assert told(Kind.DRIFT) == [("maintainer", "superseded")]


def test_what_is_over_before_anybody_is_told_tells_nobody(
    article: ArticlePage, run_tasks: Any
) -> None:
    taken = source_of(article)

    with run_tasks():
        unaccept_answer(actor=taken.question.author, answer=taken)
        accept_answer(actor=taken.question.author, answer=taken)

    assert told(Kind.DRIFT) == []


def test_without_an_active_owner_the_section_s_owner_is_told(
    article: ArticlePage, run_tasks: Any
) -> None:
    User.objects.filter(username="maintainer").update(is_active=False)
    taken = source_of(article)
    section = article.get_parent()
    section.owner = UserFactory(username="head", groups=["editors"])
    section.save()

    with run_tasks():
        edit_answer(actor=taken.author, answer=taken, body="Rub graphite along the teeth.")

    assert told(Kind.DRIFT) == [("head", "edited")]


@pytest.mark.parametrize(
    ("weight", "is_told"), [("typo", False), ("minor", False), ("major", True)]
)
def test_people_behind_an_article_hear_of_large_changes(
    weight: str, is_told: bool, article: ArticlePage, run_tasks: Any
) -> None:
    taken = source_of(article)
    follower = UserFactory(username="follower")
    follow_question(actor=follower, question=taken.question)

    revise_article(
        actor=kb.editor(),
        article=article,
        summary="Graphite, not wax.",
        edit_weight=weight,
        edit_note="Graphite instead of wax.",
    )
    with run_tasks():
        kb.approve(article)

    people = {name for name, _variant in told(Kind.ARTICLE)}
    wanted = {taken.author.username, taken.question.author.username, "follower"}
    assert people == (wanted if is_told else set())


def test_a_change_for_members_only_is_told_to_those_who_may_read_it(
    article: ArticlePage, run_tasks: Any
) -> None:
    revise_article(actor=kb.editor(), article=article, audience="members", edit_weight="major")
    with run_tasks():
        kb.approve(article)

    assert source_of(article).author.username in {name for name, _ in told(Kind.ARTICLE)}


def test_the_digest_comes_once_a_week_with_the_articles_in_it(
    article: ArticlePage, run_tasks: Any
) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(
        review_due=timezone.localdate() - timedelta(days=3)
    )
    mark_stale_articles()

    with run_tasks():
        notify_maintainers()
        notify_maintainers()

    assert told(Kind.MAINTENANCE) == [("maintainer", "digest")]
    (message,) = [message for message in mail.outbox if message.to == ["maintainer@example.com"]]
    assert message.subject == "1 article waits for your check"
    assert article.title in message.body
    assert "its review date has passed" in message.body


def test_a_backlog_is_told_in_portions_the_oldest_first(article: ArticlePage) -> None:
    maintainer = User.objects.get(username="maintainer")
    section = kb.section("Backlog")
    late = [kb.article(section=section, title=f"Old article {number}") for number in range(3)]
    ArticlePage.objects.filter(pk__in=[page.pk for page in late]).update(owner=maintainer)
    for days, page in enumerate(late, start=1):
        ArticlePage.objects.filter(pk=page.pk).update(
            review_due=timezone.localdate() - timedelta(days=days)
        )

    notify_maintainers()

    items = Notification.objects.get(kind=Kind.MAINTENANCE).data["items"]
    assert [item["title"] for item in items] == ["Old article 2", "Old article 1", "Old article 0"]


def test_nobody_gets_a_digest_when_all_is_well(article: ArticlePage) -> None:
    assert date.today() < (ArticlePage.objects.get(pk=article.pk).review_due or date.min)

    notify_maintainers()

    assert told(Kind.MAINTENANCE) == []


def test_a_keeper_who_is_an_editor_hears_of_a_contradiction_once(run_tasks: Any) -> None:
    maintainer, colleague = kb.editor(), kb.editor()
    page = kb.article(actor=maintainer)

    with run_tasks():
        kb.promotion(kind="contradict", article=page)

    rows = Notification.objects.filter(user=maintainer)
    assert [(row.kind, row.variant) for row in rows] == [(Kind.DRIFT, "contradicted")]
    assert Notification.objects.get(user=colleague).kind == Kind.PROPOSAL


@pytest.mark.parametrize(("weight", "is_told"), [("typo", False), ("minor", True), ("major", True)])
def test_who_keeps_a_translation_hears_that_its_source_changed(
    weight: str, is_told: bool, article: ArticlePage, run_tasks: Any
) -> None:
    translation = kb.translate(article)
    translator = UserFactory(username="translator")
    ArticlePage.objects.filter(pk=translation.pk).update(owner=translator)

    with run_tasks():
        kb.change(article, weight, "Wax, not oil.")

    assert told(Kind.TRANSLATION) == ([("translator", weight)] if is_told else [])
    if is_told:
        words = describe(Notification.objects.get(kind=Kind.TRANSLATION))
        assert words.title == f"The source of your translation “{translation.title}” has changed"
        assert "Wax, not oil." in words.lead
        assert words.url == f"/cms/translations/{translation.pk}/"


def test_who_changes_source_and_translation_is_not_told_of_their_own_work(
    article: ArticlePage, run_tasks: Any
) -> None:
    translation = kb.translate(article)
    both = UserFactory(groups=["editors"])
    ArticlePage.objects.filter(pk=translation.pk).update(owner=both)

    revise_article(actor=both, article=article, summary="Oil it.", edit_weight="major")
    with run_tasks():
        kb.approve(article)

    assert told(Kind.TRANSLATION) == []

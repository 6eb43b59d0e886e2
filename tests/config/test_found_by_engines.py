"""What engines are told: data, canonical URLs, cards, maps, and what to leave out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Question, Tag
from community.selectors.indexable import (
    indexable_questions,
    indexable_tags,
    is_indexable_question,
    is_indexable_tag,
)
from community.services.answers import edit_answer
from community.services.solutions import accept_answer
from community.services.states import hide_post
from community.services.votes import cast_vote
from kb.models import ArticlePage
from tests.config.machine_data import data_of, judge
from tests.config.matrix import ROWS
from tests.config.routes import fill
from tests.config.world import make_world
from tests.factories import community as forum
from tests.factories import kb

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]

SITE = "http://testserver"
NOINDEX = '<meta name="robots" content="noindex'
STEPS: dict[str, Any] = {
    "type": "steps",
    "value": {
        "title": "Freeing it",
        "steps": [
            {"text": "<p>Brush the <b>teeth</b>.</p><p>Gently.</p>", "code": ""},
            {"text": "<p>Wax them &amp; wait.</p>", "code": ""},
        ],
    },
}
FAQ: dict[str, Any] = {
    "type": "faq",
    "value": {
        "title": "",
        "questions": [{"question": "Which wax?", "answer": "<p>Candle wax.</p>"}],
    },
}


def page_at(url: str, client: Client | None = None) -> str:
    response = (client or Client()).get(url)
    assert response.status_code == 200
    return response.content.decode()


def grow_old(question: Question) -> None:
    Question.objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(days=31))


def urls(part: str) -> list[str]:
    tree = ElementTree.fromstring(Client().get(f"/sitemap-{part}.xml").content)
    return [element.text or "" for element in tree.iter() if element.tag.endswith("loc")]


def alternates(part: str) -> dict[str, list[tuple[str, str]]]:
    """By URL of a part: its language links in their order."""
    tree = ElementTree.fromstring(Client().get(f"/sitemap-{part}.xml").content)
    found = {}
    for entry in tree:
        links = [child for child in entry if child.tag.endswith("}link")]
        location = next(child.text or "" for child in entry if child.tag.endswith("loc"))
        found[location] = [(link.get("hreflang", ""), link.get("href", "")) for link in links]
    return found


def test_a_thread_is_a_page_of_questions_and_answers(moderator: User) -> None:
    question = forum.ask(title="Does </script> <b>break</b> the page & its data?")
    plain, accepted, hidden = (forum.answer(question) for _ in range(3))
    accept_answer(actor=question.author, answer=accepted)
    cast_vote(actor=moderator, post=accepted, value=1)
    edit_answer(actor=plain.author, answer=plain, body="Rub **wax** along the teeth, then wait.")
    hide_post(actor=moderator, post=hidden, reason="spam")

    page = page_at(question.get_absolute_url())
    asked = data_of(page)["QAPage"]["mainEntity"]

    assert judge(page) == []
    assert asked["name"] == question.title
    assert asked["answerCount"] == 2
    assert asked["acceptedAnswer"]["upvoteCount"] == 1
    assert asked["acceptedAnswer"]["url"] == f"{SITE}{accepted.get_absolute_url()}"
    assert asked["acceptedAnswer"]["author"]["url"] == SITE + accepted.author.get_absolute_url()
    assert [answer["text"] for answer in asked["suggestedAnswer"]] == [
        "Rub wax along the teeth, then wait."
    ]
    assert "dateModified" in asked["suggestedAnswer"][0]
    assert f"#answer-{hidden.pk}" not in str(asked)


def test_a_thread_without_an_answer_only_says_where_it_is() -> None:
    page = page_at(forum.ask(tags=[]).get_absolute_url())

    assert judge(page) == []
    assert set(data_of(page)) == {"BreadcrumbList"}


def test_members_are_not_sent_what_only_engines_read(
    client_of: Callable[[User], Client],
) -> None:
    question, writer = forum.ask(), forum.member()
    waiting = forum.answer(question, writer)
    type(waiting).objects.filter(pk=waiting.pk).update(state="pending")

    page = page_at(question.get_absolute_url(), client_of(writer))

    assert f'id="answer-{waiting.pk}"' in page
    assert data_of(page) == {}


@pytest.mark.parametrize("blocks", [[STEPS, FAQ], [STEPS, STEPS], [FAQ], []])
def test_an_article_tells_its_steps_and_its_questions(blocks: list[dict[str, Any]]) -> None:
    article = kb.article(blocks=blocks)

    page = page_at(article.get_absolute_url())
    data = data_of(page)

    assert judge(page) == []
    assert data["Article"]["url"] == f"{SITE}{article.get_absolute_url()}"
    assert ("HowTo" in data) == (STEPS in blocks)
    assert ("FAQPage" in data) == (FAQ in blocks)
    if blocks == [STEPS, FAQ]:
        assert [step["text"] for step in data["HowTo"]["step"]] == [
            "Brush the teeth. Gently.",
            "Wax them & wait.",
        ]
        assert data["FAQPage"]["mainEntity"][0]["name"] == "Which wax?"
    if blocks == [STEPS, STEPS]:
        assert [part["name"] for part in data["HowTo"]["step"]] == ["Freeing it"] * 2


def test_an_article_thanks_the_people_whose_answers_it_holds() -> None:
    answer = forum.answer()
    promotion = kb.accept(kb.promotion(answer))
    assert promotion.article is not None
    article = kb.approve(promotion.article)

    page = page_at(article.get_absolute_url())

    assert judge(page) == []
    assert data_of(page)["Article"]["contributor"][0]["name"] == answer.author.name
    assert data_of(page)["Article"]["isBasedOn"] == [f"{SITE}{answer.get_absolute_url()}"]


def test_every_page_with_a_way_down_to_it_says_so() -> None:
    question = forum.ask(tags=["tents"])
    forum.ask(tags=["tents"])
    article = kb.article(section=kb.section("Zips"))
    depths = {"/kb/": 1, "/kb/zips/": 2, article.get_absolute_url(): 3, "/tags/tents/": 2}
    depths[question.get_absolute_url()] = 3

    for url, depth in depths.items():
        page = page_at(url)
        crumbs = data_of(page)["BreadcrumbList"]["itemListElement"]
        assert judge(page) == []
        assert [crumb["position"] for crumb in crumbs] == list(range(1, depth + 1))
        assert crumbs[-1]["item"] == f"{SITE}{url}"


def test_parameters_do_not_make_another_url() -> None:
    forum.ask(tags=["tents"])
    article = kb.article(section=kb.section("Tents"))
    expected = {
        "/?utm_source=mail": "/",
        "/questions/?sort=votes": "/questions/",
        "/tags/?page=2&q=": "/tags/?page=2",
        "/users/?page=1": "/users/",
        "/users/?page=x": "/users/",
        "/kb/?ref=x": "/kb/",
        "/kb/tents/?sort=helpful": "/kb/tents/",
        f"{article.get_absolute_url()}?view=print": article.get_absolute_url(),
        f"{article.get_absolute_url()}?country=finland": article.get_absolute_url(),
    }

    for url, canonical in expected.items():
        page = page_at(url)
        assert page.count('rel="canonical"') == 1
        assert f'<link rel="canonical" href="{SITE}{canonical}">' in page
        assert f'<meta property="og:url" content="{SITE}{canonical}">' in page


def test_pages_bring_a_card_for_those_who_share_them() -> None:
    article = kb.article(title="Zips & sliders", summary='Brush "them".')

    page = page_at(article.get_absolute_url())

    assert '<meta property="og:title" content="Zips &amp; sliders">' in page
    assert '<meta property="og:description" content="Brush &quot;them&quot;.">' in page
    assert '<meta property="og:type" content="article">' in page
    assert f'<meta property="og:image" content="{SITE}/static/img/card' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_a_page_that_is_not_there_names_no_url_of_its_own() -> None:
    missing = Client().get("/no-such-page/").content.decode()

    assert "canonical" not in missing
    assert "og:" not in missing


def test_questions_without_an_answer_are_left_out_after_a_month() -> None:
    fresh, old, answered = (forum.ask() for _ in range(3))
    forum.answer(answered)
    grow_old(old)
    grow_old(answered)

    listed = urls("questions-en")

    for question, is_found in ((fresh, True), (old, False), (answered, True)):
        page = page_at(question.get_absolute_url())
        assert (NOINDEX not in page) == is_found
        assert (SITE + question.get_absolute_url() in listed) == is_found


def test_rules_for_rows_and_for_querysets_agree(moderator: User) -> None:
    now = timezone.now()
    for state in ("visible", "pending", "hidden", "deleted"):
        for answers in (0, 1):
            for age in (1, 31):
                for closed in (False, True):
                    Question.objects.filter(pk=forum.ask().pk).update(
                        state=state,
                        answer_count=answers,
                        created_at=now - timedelta(days=age),
                        closed_at=now if closed else None,
                        close_reason="off_topic" if closed else "",
                    )
    main = Tag.objects.create(name="main", slug="main", question_count=5)
    for number in range(3):
        for description in ("", "All about it."):
            for synonym_of in (None, main):
                name = f"{number}{description[:3]}{bool(synonym_of)}"
                Tag.objects.create(
                    name=name,
                    slug=name.lower(),
                    question_count=number,
                    description=description,
                    synonym_of=synonym_of,
                )

    found, tags = set(indexable_questions()), set(indexable_tags())

    assert found == {row for row in Question.objects.all() if is_indexable_question(row)}
    assert tags == {row for row in Tag.objects.all() if is_indexable_tag(row)}
    assert (len(found), len(tags)) == (5, 4)


def test_thin_and_repeated_pages_ask_to_be_left_out() -> None:
    forum.ask(tags=["tents"])
    kb.section("Empty")
    article = kb.article(section=kb.section("Tents"))
    person = forum.member()

    for url in (
        "/tags/tents/",
        "/kb/empty/",
        "/questions/?sort=votes",
        "/questions/?tag=tents",
        person.get_absolute_url(),
        "/search/?q=tent",
        f"{article.get_absolute_url()}?view=print",
        "/kb/tents/?sort=helpful",
    ):
        assert NOINDEX in page_at(url)


def test_only_these_pages_of_a_visitor_may_be_indexed() -> None:
    world = make_world()
    urls = {fill(route, world) for method, route, _letters in ROWS if method == "GET"}
    urls |= {"/kb/", world.article.get_parent().get_url(), "/accounts/login/", "/accounts/signup/"}
    visitor, found = Client(), set()

    for url in urls:
        response = visitor.get(url)
        is_page = response.status_code == 200 and b"</html>" in b"".join(response)
        if is_page and NOINDEX.encode() not in response.content:
            found.add(url)

    assert found == {
        "/",
        "/badges/",
        "/badges/scholar/",
        "/kb/",
        "/leaderboard/",
        "/privileges/",
        "/questions/",
        "/questions/ask/",
        "/tags/",
        "/users/",
        "/users/author/reputation/",
        world.article.get_parent().get_url(),
        world.article.get_url(),
        world.question.get_absolute_url(),
    }


def test_the_map_has_a_part_for_each_kind_and_language(settings: Any) -> None:
    index = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    parts = {element.text for element in index.iter() if element.tag.endswith("loc")}

    kinds = [f"{kind}-{code}" for kind in ("articles", "questions") for code in ("en", "pl", "fi")]
    kinds += ["sections", "tags", "articles-other", "questions-other"]
    assert parts == {f"{SITE}/sitemap-{kind}.xml" for kind in kinds}


def test_each_part_of_the_map_lists_only_what_everybody_finds() -> None:
    section = kb.section("Tents")
    english = kb.article(section=section)
    polish = kb.article(section=section, language="pl")
    kb.article(section=section, audience="members")
    kb.draft(section=section)
    kb.section("Empty")
    strange, known = forum.ask(), forum.ask()
    Question.objects.filter(pk=strange.pk).update(language="tlh")

    assert urls("articles-en") == [SITE + english.get_absolute_url()]
    assert urls("articles-pl") == [SITE + polish.get_absolute_url()]
    assert urls("articles-fi") == []
    assert urls("sections") == [f"{SITE}/kb/tents/"]
    assert urls("questions-en") == [SITE + known.get_absolute_url()]
    assert urls("questions-other") == [SITE + strange.get_absolute_url()]
    assert Client().get("/sitemap-nonsense.xml").status_code == 404


def test_the_map_ties_the_languages_of_an_article_together() -> None:
    english = kb.article()
    polish = kb.translate(english)
    alone = kb.article()

    tied = [
        ("en", SITE + english.get_absolute_url()),
        ("pl", SITE + polish.get_absolute_url()),
        ("x-default", SITE + english.get_absolute_url()),
    ]
    for part, page in (("articles-en", english), ("articles-pl", polish)):
        assert alternates(part)[SITE + page.get_absolute_url()] == tied
    assert alternates("articles-en")[SITE + alone.get_absolute_url()] == []

    ArticlePage.objects.filter(pk=polish.pk).update(audience="members")
    assert alternates("articles-en")[SITE + english.get_absolute_url()] == []


def test_an_article_in_a_language_that_was_switched_off_stays_in_the_map() -> None:
    article = kb.article()
    ArticlePage.objects.filter(pk=article.pk).update(language="sv")

    assert urls("articles-other") == [SITE + article.get_absolute_url()]


def test_the_map_reads_as_much_as_it_shows(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("core.sitemaps.QuerySetSitemap.limit", 20)
    section = kb.section("Tents")
    kb.many_articles(section, 50)
    for url in ("/sitemap.xml", "/sitemap-articles-en.xml"):
        Client().get(url)

    with django_assert_num_queries(19):
        index = Client().get("/sitemap.xml").content.decode()
    with django_assert_num_queries(3):
        last = Client().get("/sitemap-articles-en.xml?p=3").content.decode()

    assert "/sitemap-articles-en.xml?p=3" in index
    assert "/sitemap-articles-en.xml?p=4" not in index
    assert last.count("<url>") == 10
    assert ArticlePage.objects.live().count() == 50


def test_a_moved_article_leads_on_from_its_former_url(admin: User) -> None:
    old, new = kb.section("Tents"), kb.section("Zips")
    article = kb.article(section=old)
    former = article.get_absolute_url()

    article.move(new, pos="last-child", user=admin)
    moved = ArticlePage.objects.get(pk=article.pk)
    response = Client().get(former)

    assert (response.status_code, response["Location"]) == (301, moved.get_absolute_url())
    assert urls("articles-en") == [SITE + moved.get_absolute_url()]

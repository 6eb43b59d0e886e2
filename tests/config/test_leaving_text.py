"""Feeds, site maps, data for engines and mails hold only what their format allows."""

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

import feedparser
import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from accounts.models import User
from community.models import Post, Question, Tag
from core.feeds import stable_id
from core.xml import header_text, xml_text
from kb.models import ArticlePage, SectionPage
from tests.config.feed_rules import ATOM, judge_feed
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

# What gets into a database past every form: by an import, an older version, a shell.
HOSTILE: Final = [
    "line\x0bbreak of Word",
    "a form\x0cfeed",
    "escape \x1b[31m",
    "not a character \ufffe\uffff",
    "delete\x7f and next\x85line",
    "]]> & <b>bold</b> &amp; &lt;i&gt;",
    "two\r\nlines: of\na header",
    "separators\u2028of\u2029lines",
    "\"quotes\" 'and' </script><!--",
    "emoji 🏕️ and \U0001fffe",
    "turned \u202e around \u2066 and \u200fmarked",
    "\t\n\x01",
    "w" * 150,
]


@pytest.fixture
def world() -> tuple[Question, ArticlePage, SectionPage, Tag]:
    author = forum.member(username="nora")
    question = forum.ask(author=author, tags=["tents"])
    forum.answer(question)
    section = kb.section("Tents")
    article = kb.article(section=section, tags=["tents"])
    return question, article, section, Tag.objects.get(name="tents")


def write_everywhere(world: tuple[Question, ArticlePage, SectionPage, Tag], text: str) -> None:
    """Put a text into every field that is shown outside, as only a database can."""
    _question, article, section, tag = world
    User.objects.update(display_name=text, location=text, bio=text)
    Question.objects.update(title=text)
    Post.objects.update(body_text=text, body_html=f"<p>{text}</p>")
    Tag.objects.filter(pk=tag.pk).update(name=text[:35], description_html=f"<p>{text}</p>")
    ArticlePage.objects.filter(pk=article.pk).update(
        title=text, summary=text, search_description=text
    )
    SectionPage.objects.filter(pk=section.pk).update(title=text, summary=text)


def feeds_of(world: tuple[Question, ArticlePage, SectionPage, Tag]) -> list[str]:
    _question, _article, section, tag = world
    return [
        "/feeds/questions/",
        f"/feeds/tags/{tag.slug}/",
        "/feeds/articles/",
        f"/feeds/articles/{section.pk}/",
    ]


def test_feeds_are_valid_whatever_members_and_editors_wrote(world: Any) -> None:
    for text in HOSTILE:
        write_everywhere(world, text)
        for url in feeds_of(world):
            response = Client().get(url)
            assert response.status_code == 200
            assert judge_feed(response.content) == [], (url, text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=40))
def test_any_text_can_leave_as_xml_and_as_a_header(text: str) -> None:
    element = etree.fromstring(f"<a><![CDATA[{xml_text(text).replace(']]>', '')}]]></a>".encode())
    assert element.text is None or "\x0b" not in element.text
    assert len(header_text(text).splitlines()) <= 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", header_text(text))


def test_a_feed_gives_plain_text_as_it_was_written(world: Any) -> None:
    write_everywhere(world, "Use <b> & &amp; for 5 < 6")
    entry = feedparser.parse(Client().get("/feeds/questions/").content).entries[0]
    assert entry.title == "Use <b> & &amp; for 5 < 6"
    assert entry.summary == "Use &lt;b&gt; &amp; &amp;amp; for 5 &lt; 6"  # HTML of that text


def test_entries_and_feeds_keep_their_ids_when_titles_change(world: Any) -> None:
    question, article, section, tag = world
    before = [ids_of(url) for url in feeds_of(world)]
    Question.objects.filter(pk=question.pk).update(title="Another title", slug="another-title")
    ArticlePage.objects.filter(pk=article.pk).update(title="Another", slug="another")
    SectionPage.objects.filter(pk=section.pk).update(title="Renamed")
    Tag.objects.filter(pk=tag.pk).update(name="shelters", slug="shelters")
    tag.refresh_from_db()
    assert [ids_of(url) for url in feeds_of(world)] == before
    assert stable_id("questions", question.pk) in before[0]


def ids_of(url: str) -> list[str]:
    return [
        element.text or ""
        for element in etree.fromstring(Client().get(url).content).iter(f"{ATOM}id")
    ]


def test_urls_that_leave_are_the_sites_own_whatever_host_was_asked(
    world: Any, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.STOA_BASE_URL = "https://help.example.com"
    client = Client(headers={"host": "evil.example.net"})
    maps = ["/sitemap.xml", "/sitemap-tags.xml", "/sitemap-questions-en.xml"]
    for url in [*feeds_of(world), *maps, "/robots.txt"]:
        content = client.get(url).content.decode()
        assert "evil.example.net" not in content, url


def test_site_maps_and_data_for_engines_can_be_read(world: Any) -> None:
    question, article, _section, tag = world
    forum.ask(tags=[tag.name])  # a tag of one question is not for engines
    pages = [question.get_absolute_url(), article.get_url(), tag.get_absolute_url()]
    for text in HOSTILE:
        write_everywhere(world, text)
        for part in ("tags", "sections", "questions-en", "articles-en"):
            etree.fromstring(Client().get(f"/sitemap-{part}.xml").content)
        for url in pages:
            assert scripts_of(Client().get(url).content.decode()), url


def scripts_of(page: str) -> list[Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def test_data_for_engines_keeps_words_apart_and_signs_as_they_are() -> None:
    question = forum.ask(body="First line of the question\\\nsecond line, 5 < 6 & `<b>` is no tag")
    forum.answer(question, body="| a | b |\n|---|---|\n| one | two |\n\nAnd the rest of the answer")
    (data,) = scripts_of(Client().get(question.get_absolute_url()).content.decode())
    thing = next(thing for thing in data["@graph"] if thing["@type"] == "QAPage")["mainEntity"]
    assert thing["text"] == "First line of the question second line, 5 < 6 & <b> is no tag"
    assert thing["suggestedAnswer"][0]["text"] == "a b one two And the rest of the answer"


def test_an_article_is_known_to_engines_by_an_id_that_does_not_change(world: Any) -> None:
    _question, article, _section, _tag = world

    def known_as() -> str:
        article.refresh_from_db()
        page = Client().get(article.get_url()).content.decode()
        things = [thing for data in scripts_of(page) for thing in data["@graph"]]
        return next(thing["@id"] for thing in things if thing["@type"] == "Article")

    before = known_as()
    article.slug = "renamed"
    article.save()
    assert known_as() == before
    assert urlsplit(before).netloc == "testserver"


def test_an_alias_names_the_page_it_repeats_as_the_one_to_know(world: Any) -> None:
    _question, article, _section, _tag = world
    other = kb.section("Boots")
    alias = article.create_alias(parent=other, update_slug="the-same")
    page = Client().get(alias.get_url()).content.decode()
    assert f'<link rel="canonical" href="http://testserver{article.get_url()}">' in page
    assert alias.get_url() not in Client().get("/sitemap-articles-en.xml").content.decode()


def test_mails_carry_hostile_names_and_titles_in_one_line(world: Any, run_tasks: Any) -> None:
    question, _article, _section, _tag = world
    for text in HOSTILE:
        write_everywhere(world, text)
        question.refresh_from_db()
        mail.outbox.clear()
        with run_tasks():
            forum.answer(question)
        assert mail.outbox
        for message in mail.outbox:
            assert len(message.subject.splitlines()) == 1
            assert message.message()["Subject"]
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", message.body)

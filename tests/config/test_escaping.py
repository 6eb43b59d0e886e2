"""What people write is escaped once: no page shows the entities of HTML as words."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from community.models import Tag
from community.services.tags import describe_tag
from kb.models import ArticlePage
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

HOSTILE = 'The "wet" & cold <b>zip</b> isn\'t'
TEXT = f'{HOSTILE}\n\nA second line, with 1 < 2 & "quotes" in it.\n\nAnd `a < b && c`.'
TWICE = re.compile(r"&amp;(?:amp|quot|lt|gt|apos|#\d+|#x[0-9a-f]+);", re.IGNORECASE)


class Descriptions(HTMLParser):
    """The descriptions in the head of a page, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and "description" in (values.get("name") or values.get("property") or ""):
            self.found.append(values["content"] or "")


@pytest.fixture
def pages(client: Client) -> dict[str, str]:
    """Every kind of page that shows what somebody wrote, as HTML by URL."""
    moderator = UserFactory(groups=["moderators"])
    author = forum.member(username="author", display_name=HOSTILE, bio=TEXT, location=HOSTILE)
    tag = Tag.objects.create(name="zips", slug="zips")
    describe_tag(actor=moderator, tag=tag, description=TEXT)
    question = forum.ask(author, title=HOSTILE, body=TEXT, tags=["zips"])
    forum.comment(forum.answer(question, author, body=TEXT), author, body=HOSTILE)
    section = kb.section(title=HOSTILE)
    article: ArticlePage = kb.article(
        section=section, title=HOSTILE, summary=TEXT, body_markdown=f"## {HOSTILE}\n\n{TEXT}"
    )
    rebuild_index()
    paths = [
        "/",
        "/questions/",
        "/tags/",
        "/users/",
        "/kb/",
        "/search/?q=zip",
        "/feeds/questions/",
        "/feeds/articles/",
        f"/questions/ask/?title={'%22%26%3C'}",
        question.get_absolute_url(),
        tag.get_absolute_url(),
        author.get_absolute_url(),
        f"{author.get_absolute_url()}?tab=answers",
        section.url,
        article.url,
        f"{article.url}?view=print",
        f"/knowledge/articles/{article.pk}/feedback/",
    ]
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    member = {path: client.get(path).content.decode() for path in paths}
    visitor = {f"{path} (visitor)": Client().get(path).content.decode() for path in paths}
    return member | visitor


def test_no_page_escapes_twice(pages: dict[str, str]) -> None:
    html_in_feeds = {"/feeds/questions/", "/feeds/articles/"}  # XML around escaped HTML
    twice = {
        path: [page[max(0, m.start() - 60) : m.end() + 20] for m in TWICE.finditer(page)]
        for path, page in pages.items()
        if path.removesuffix(" (visitor)") not in html_in_feeds
    }
    assert {path: found for path, found in twice.items() if found} == {}


def test_descriptions_read_as_they_were_written_on_one_line(pages: dict[str, str]) -> None:
    seen = 0
    for path, page in pages.items():
        parser = Descriptions()
        parser.feed(page)
        for description in parser.found:
            assert "\n" not in description, path
            assert unescape(description) == description, path
            seen += '"wet" & cold' in description
    assert seen >= 8

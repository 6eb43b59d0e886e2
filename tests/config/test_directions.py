"""Each text of a person says how it runs: a page of left-to-right words holds Arabic ones."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import regex
from bs4 import BeautifulSoup, Tag
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client

from accounts.models import User
from community.models import Category, Comment, Post, Question, Revision
from community.models import Tag as Label
from core.templatetags.writing import written
from kb.models import ArticlePage, Promotion, SectionPage
from moderation.models import Flag
from search.services.indexing import rebuild_index
from tests.config.matrix import ROWS
from tests.config.routes import QUERY, fill
from tests.config.world import World, make_world
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask

TITLE: Final = "كيف أصلح سحاب خيمة عالقًا؟"
WORDS: Final = "امسح الأسنان بقليل من الشمع ثم حرك السحاب."
NAME: Final = "محمد"
HEBREW: Final = "זו עיבוי ולא נזילה"
_ARABIC: Final = regex.compile(r"\p{Arabic}")
_FIELDS: Final[dict[type[Model], dict[str, str]]] = {
    Question: {"title": TITLE, "slug": "سحاب"},
    Post: {"body_html": f"<p>{WORDS}</p>", "body_text": WORDS, "body_markdown": WORDS},
    Comment: {"body": WORDS, "body_html": WORDS},
    Revision: {"title": TITLE, "body_markdown": WORDS, "summary": WORDS},
    Label: {"name": "خيام", "description": WORDS, "description_html": f"<p>{WORDS}</p>"},
    Category: {"name": NAME, "description": WORDS},
    Promotion: {"note": WORDS},
    Flag: {"note": WORDS},
}


def _translate() -> None:
    """Everything that people have written is in Arabic from now on; their names are, too."""
    for model, values in _FIELDS.items():
        names = {field.name for field in model._meta.get_fields()}
        model._default_manager.update(**{k: v for k, v in values.items() if k in names})
    User.objects.update(display_name=NAME, bio=WORDS, location=NAME)
    for model in (SectionPage, ArticlePage):
        model.objects.update(title=TITLE, draft_title=TITLE, summary=WORDS, search_description="")
    ArticlePage.objects.update(keywords=WORDS, edit_note=WORDS, valid_for=NAME)
    for page in ArticlePage.objects.all():
        body: list[Any] = [{"type": "paragraph", "value": f"<p>{WORDS}</p>"}]
        page.body = page.body.stream_block.to_python(body)
        page.save_revision()
        page.save()
    ContentType.objects.clear_cache()
    rebuild_index()


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    _translate()
    return made


def undirected(html: str) -> Iterator[str]:
    """The Arabic texts of a page that stand in nothing that says a direction."""
    body = BeautifulSoup(html, "html.parser").body
    for text in body.find_all(string=_ARABIC) if body else []:
        inside = [parent for parent in text.parents if parent.name not in {"html", "body"}]
        if "\u2068" in text:  # a sentence in which the name is set apart
            continue
        if any(x.name == "option" or x.get("aria-hidden") for x in (text.parent, *text.parents)):
            continue
        if not any(parent.name == "bdi" or parent.get("dir") for parent in inside):
            yield f"<{inside[0].name} {inside[0].get('class', '')}> {str(text).strip()[:40]}"
    for field in body.select("input[value], textarea") if body else []:
        value = field.get("value", "") if field.name == "input" else field.text
        is_prose = field.get("type") not in {"hidden", "submit", "checkbox", "radio"}
        if is_prose and _ARABIC.search(str(value)) and not field.get("dir"):
            yield f"<{field.name} {field.get('name')}>"


def pages(world: World, person: User) -> Iterator[tuple[str, str]]:
    """Every page of the matrix that is HTML, as one person sees it."""
    client = Client()
    client.force_login(person)
    for method, route, _letters in ROWS:
        if method != "GET" or route.startswith(("api/", "accounts/", "media")):
            continue
        query = {"search/": f"q={WORDS}", "search/suggest/": "q=كيف"}.get(route, QUERY.get(route))
        path = fill(route, world) + (f"?{query}" if query else "")
        response = client.get(path)
        is_html = response.get("Content-Type", "").startswith("text/html")
        if response.status_code == 200 and is_html and not response.streaming:
            yield path, response.text
    for path in (world.article.url, f"{world.article.url}?view=print", "/kb/", "/?q=", "/users/"):
        yield path, client.get(path).text


@pytest.mark.long
def test_every_text_of_a_person_says_how_it_runs(world: World) -> None:
    moderator = UserFactory(username="admin", is_superuser=True, is_staff=True)
    found: dict[str, list[str]] = {}
    for person in (User.objects.get(username="author"), moderator):
        for path, html in pages(world, person):
            found[path] = [*found.get(path, []), *sorted(set(undirected(html)))]
    assert len(found) > 40
    missing = {path: texts for path, texts in found.items() if texts}
    assert missing == {}, "\n".join(f"{path}: {texts}" for path, texts in missing.items())


def test_the_walk_sees_a_text_without_direction() -> None:
    page = (
        f"<body><p>{WORDS}</p><bdi>{NAME}</bdi><p dir=auto>{WORDS}</p><input value={NAME}></body>"
    )
    assert len(list(undirected(page))) == 2
    assert isinstance(BeautifulSoup(page, "html.parser").body, Tag)


@pytest.mark.parametrize(
    ("text", "language", "attributes"),
    [
        ("Open the vents (both).", "en", 'dir="auto" lang="en"'),
        ("Open the vents (both).", "ar", 'dir="auto"'),
        (f"Skarn 2: {WORDS}", "ar", 'dir="rtl" lang="ar"'),
        (f"Skarn 2: {WORDS}", "en", 'dir="rtl"'),
        (f"Skarn 2: {HEBREW}", "ar", 'dir="rtl"'),
        (HEBREW, "he", 'dir="rtl" lang="he"'),
        (f"{NAME} is right, as far as I know.", "en", 'dir="ltr" lang="en"'),
        ("42", "", 'dir="auto"'),
    ],
)
def test_an_answer_runs_as_most_of_its_letters_do(
    text: str, language: str, attributes: str
) -> None:
    assert written(f"<p>{text}</p>", language) == f" {attributes}"


def test_an_answer_in_another_language_than_its_question_is_not_said_to_be_in_it(
    db: None, client: Client
) -> None:
    question = ask(title=f"{WORDS} Skarn", body=WORDS * 3)
    answer(question, body="Open both of the vents at night, and wipe the fabric in the morning.")
    page = BeautifulSoup(client.get(question.get_absolute_url()).content, "html.parser")
    asked, answered = page.select("main .prose[dir]")[:2]
    assert (asked["dir"], asked["lang"]) == ("rtl", question.language)
    assert answered["dir"] == "auto"
    assert answered.get("lang") is None

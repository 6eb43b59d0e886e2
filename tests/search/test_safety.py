"""Nothing that a reader may not see shows anywhere in search: on every engine and without one.

Everything secret has a word that stands nowhere else, in its title, its text, its tag or the title
of its section. Such a word must appear in no page and no answer of the API, and must count nowhere.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from community.models import Question
from community.services.states import delete_post, hide_post
from kb.models import ArticlePage
from search.services.indexing import write_pending
from search.services.synonyms import save_synonyms
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db

HIDDEN, DELETED, HIDDEN_ANSWER = "quagmire", "zeppelin", "marzipan"
NEVER, WITHDRAWN, RESTRICTED, DRAFT = "obsidian", "tarantula", "labyrinth", "periscope"
MEMBERS = "chandelier"
FOR_NOBODY = (HIDDEN, DELETED, HIDDEN_ANSWER, NEVER, WITHDRAWN, RESTRICTED, DRAFT)


@dataclass(frozen=True)
class World:
    """What is public, and what becomes secret."""

    public: Question
    article: ArticlePage
    hide: Callable[[], None]


def secret_article(word: str, **fields) -> ArticlePage:
    return kb.article(
        title=f"Tent {word} care",
        summary=f"All about the {word} of a tent.",
        section=kb.section(f"Shelf {word}"),
        **fields,
    )


@pytest.fixture
def world(moderator, admin) -> World:
    """Everything is visible at first, so that an index may have it; `hide` makes it secret."""
    public = forum.ask(title="Which tent keeps dry?", tags=["tents"], language="en")
    hidden_answer = forum.answer(public, body=f"Only a tent with {HIDDEN_ANSWER} keeps dry.")
    questions = [
        forum.ask(title=f"Tent with {word} inside?", tags=[word], language="en")
        for word in (HIDDEN, DELETED)
    ]
    article = kb.article(title="Caring for a tent", summary="Keep the tent dry.")
    withdrawn, restricted = secret_article(WITHDRAWN), secret_article(RESTRICTED)
    secret_article(MEMBERS, audience="members")
    kb.draft(title=f"Tent {NEVER} care", section=kb.section(f"Shelf {NEVER}"))

    def hide() -> None:
        hide_post(actor=moderator, post=hidden_answer, reason="spam")
        hide_post(actor=moderator, post=questions[0].post, reason="spam")
        delete_post(actor=moderator, post=questions[1].post, reason="wish of the author")
        withdrawn.refresh_from_db()
        withdrawn.unpublish(user=admin)
        PageViewRestriction.objects.create(
            page=restricted.get_parent(), restriction_type=PageViewRestriction.LOGIN
        )
        draft = ArticlePage.objects.get(pk=article.pk)
        draft.title = f"Caring for a tent with a {DRAFT}"
        draft.summary = f"The {DRAFT} of a tent."
        draft.save_revision(user=admin)

    return World(public, article, hide)


@pytest.fixture(
    params=[
        "embedded",
        "embedded, behind",
        pytest.param("server", marks=pytest.mark.long),
        pytest.param("server, behind", marks=pytest.mark.long),
        "none",
    ]
)
def secrets(request, settings, world) -> World:
    """Everything is secret now. The index knows it, or does not yet, or there is none."""
    engine, _, lag = request.param.partition(", ")
    if engine == "server":
        settings.STOA_SEARCH_URL = request.getfixturevalue("search_url")
    if engine != "none":
        build_index()
    world.hide()
    if engine != "none" and not lag:
        write_pending()
    return world


def all_answers(client: Client, query: str) -> Iterator[str]:
    """What every door of search says about a query."""
    for url, name in (
        (reverse("search:results"), "q"),
        ("/api/v1/search", "q"),
        (reverse("search:suggest"), "q"),
        ("/api/v1/search/suggest", "q"),
        (reverse("search:similar"), "title"),
        ("/api/v1/questions/similar", "title"),
    ):
        response = client.get(url, {name: query})
        assert response.status_code == 200
        yield response.content.decode().lower()


def test_no_secret_shows_counts_or_corrects_anywhere(client, client_of, user, secrets):
    _read_every_page(client, (*FOR_NOBODY, MEMBERS), secrets)
    _read_every_page(client_of(user), FOR_NOBODY, secrets)
    _ask_for_secrets(client)
    _filter_by_secrets(client)
    _ask_by_synonym(client)
    theirs = client_of(user).get("/api/v1/search", {"q": MEMBERS}).json()
    assert [item["title"] for item in theirs["items"]] == [f"Tent {MEMBERS} care"]


def _read_every_page(client: Client, unknown: tuple[str, ...], world: World) -> None:
    """Whoever looks for something near meets no secret."""
    answers = [text for query in ("tent", "tent care with") for text in all_answers(client, query)]
    for kind, number in (("question", world.public.pk), ("article", world.article.pk)):
        related = client.get(reverse("search:related", args=[kind, number]))
        answers.append(related.content.decode().lower())
    for text in answers:
        assert [word for word in unknown if word in text] == []


def _ask_for_secrets(client: Client) -> None:
    """Who knows, or nearly knows, a secret word learns nothing."""
    for secret in (*FOR_NOBODY, MEMBERS):
        for query in (secret, f"{secret[:-2]}{secret[-1]}{secret[-2]}"):
            answer = client.get("/api/v1/search", {"q": query}).json()
            shown = json.dumps([answer["items"], answer["facets"]]).lower()
            assert secret not in shown
            assert answer["did_you_mean"] is None
            assert answer["total"] == len(answer["items"])
        assert client.get("/api/v1/search/suggest", {"q": secret[:5]}).json()["items"] == []


def _filter_by_secrets(client: Client) -> None:
    for secret in (HIDDEN, WITHDRAWN, RESTRICTED):
        for name, value in (("section", f"Shelf {secret}"), ("tag", secret)):
            answer = client.get("/api/v1/search", {"q": "tent", name: value}).json()
            assert (answer["total"], answer["items"]) == (0, [])
            assert secret not in json.dumps(answer["facets"]).lower()


def _ask_by_synonym(client: Client) -> None:
    editor = UserFactory(groups=["editors"])
    save_synonyms(actor=editor, language="en", text=f"yurt => {HIDDEN}, {RESTRICTED}, {MEMBERS}")
    answer = client.get("/api/v1/search", {"q": "yurt"}).json()
    assert (answer["total"], answer["items"], answer["did_you_mean"]) == (0, [], None)

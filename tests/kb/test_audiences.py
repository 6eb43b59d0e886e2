"""Every channel, with every audience, for every kind of reader."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex

from accounts.models import User
from accounts.roles import VERIFIED_BUYERS
from kb.audiences import Requirement, Standing, page_marks, reader_marks
from kb.enums import Audience
from kb.models import ArticlePage, ArticleSource, Promotion, SectionPage
from kb.permissions import can_read
from notifications.models import Notification
from notifications.selectors.inbox import get_inbox
from search.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "buyer", "dealer", "editor")
MAY_READ = {
    "public": set(ROLES),
    "members": {"member", "buyer", "dealer", "editor"},
    "verified": {"buyer", "editor"},
    "groups": {"dealer", "editor"},
}
WORD = "zzyzx"


@pytest.fixture
def people() -> dict[str, Any]:
    Group.objects.get_or_create(name="dealers")
    return {
        "visitor": AnonymousUser(),
        "member": UserFactory(),
        "buyer": UserFactory(groups=[VERIFIED_BUYERS]),
        "dealer": UserFactory(groups=["dealers"]),
        "editor": UserFactory(groups=["editors"]),
    }


def audience_fields(audience: str) -> dict[str, Any]:
    groups = [Group.objects.get(name="dealers")] if audience == "groups" else []
    return {"audience": audience, "audience_groups": groups}


class World:
    """For each audience an article that asks for it, and one whose section does."""

    def __init__(self) -> None:
        self.articles: dict[tuple[str, str], ArticlePage] = {}
        self.files: dict[tuple[str, str], Document] = {}
        self.editor, self.writer, self.question = kb.editor(), forum.member(), forum.ask()
        open_section = kb.section("Open shelf")
        for audience in MAY_READ:
            asked = audience_fields(audience)
            self._add((audience, "article"), section=open_section, **asked)
            shelf = kb.section(f"Shelf {WORD} {audience}", **asked)
            self._add((audience, "section"), section=shelf)
        rebuild_index()

    @property
    def shelves(self) -> list[ArticlePage]:
        """An article of each section."""
        return [article for (_, place), article in self.articles.items() if place == "section"]

    def _add(self, name: tuple[str, str], **fields: Any) -> None:
        answer = forum.answer(self.question, self.writer)
        article = kb.article(title=f"Free the {WORD} {'-'.join(name)}", actor=self.editor, **fields)
        now = timezone.now()
        ArticleSource.objects.create(
            article=article,
            post=answer,
            role="origin",
            live=True,
            added_by=self.editor,
            created_at=now,
        )
        Promotion.objects.create(
            answer=answer,
            article=article,
            kind="create",
            state="published",
            proposed_by=self.writer,
            proposed_at=now,
            decided_by=self.editor,
            decided_at=now,
            published_at=now,
        )
        self.articles[name] = ArticlePage.objects.get(pk=article.pk)
        self.files[name] = document_of(self.articles[name])


def document_of(article: ArticlePage) -> Document:
    """A file that the article's published text links to."""
    file = Document.objects.create(title=article.slug, file=ContentFile(b"text", name="a.txt"))
    article.body = [("text", f'<p><a linktype="document" id="{file.pk}">The file</a></p>')]
    article.save()
    ReferenceIndex.create_or_update_for_object(article)
    return file


def titles_in(text: str) -> set[str]:
    """Which of the world's articles a text names: by title, or by the end of the address."""
    found = re.findall(rf"{WORD}[ -](\w+-(?:article|section))", re.sub("</?mark>", "", text))
    return set(found)


def channels(world: World, client: Client, user: Any) -> Iterator[tuple[str, set[str]]]:
    """Every way to read, each with what can be learnt there."""

    def page(address: str) -> set[str]:
        return titles_in(client.get(address, follow=True).content.decode())

    yield "index page", page("/kb/")
    yield (
        "section page",
        page("/kb/open-shelf/")
        | {
            name
            for audience in MAY_READ
            for name in page(f"/kb/shelf-{WORD}-{audience}/")
            if name.endswith("section")
        },
    )
    yield "home", page("/")
    yield "search", page(f"/search/?q={WORD}")
    yield "search of the API", page(f"/api/v1/search?q={WORD}")
    yield "suggestions", page(f"/search/suggest/?q={WORD}")
    yield "suggestions of the API", page(f"/api/v1/search/suggest?q={WORD}")
    yield "similar questions", page(f"/api/v1/questions/similar?title=free+the+{WORD}")
    yield "list of the API", page("/api/v1/articles")
    maps = re.findall(
        r"<loc>https?://[^/]+(/[^<]+)</loc>", client.get("/sitemap.xml").content.decode()
    )
    yield "site map", set().union(*map(page, maps))
    feeds = (reverse("section-feed", args=[article.get_parent().pk]) for article in world.shelves)
    yield "feeds", page(reverse("article-feed")).union(*map(page, feeds))
    yield (
        "article pages",
        {
            "-".join(name)
            for name, article in world.articles.items()
            if client.get(article.get_absolute_url()).status_code == 200
        },
    )
    yield (
        "articles of the API",
        {
            "-".join(name)
            for name, article in world.articles.items()
            if client.get(f"/api/v1/articles/{article.pk}").status_code == 200
        },
    )
    yield (
        "feedback",
        {
            "-".join(name)
            for name, article in world.articles.items()
            if client.get(reverse("kb:article-feedback", args=[article.pk])).status_code == 200
        },
    )
    yield (
        "related",
        {
            "-".join(name)
            for name, article in world.articles.items()
            if client.get(reverse("search:related", args=["article", article.pk])).status_code
            == 200
        },
    )
    yield (
        "hits that are opened",
        {
            "-".join(name)
            for name, article in world.articles.items()
            if client.get(reverse("search:click", args=["article", article.pk])).status_code == 302
        },
    )
    yield (
        "question page",
        page(world.question.get_absolute_url()),
    )
    yield (
        "files",
        {
            "-".join(name)
            for name, file in world.files.items()
            if client.get(reverse("wagtaildocs_serve", args=[file.pk, file.filename])).status_code
            == 200
        },
    )


def test_no_channel_tells_anybody_what_is_not_for_them(
    people: dict[str, Any], client_of: Callable[[User], Client]
) -> None:
    """The matrix; with it what only a world like this one can show, because it is dear to make."""
    world = World()
    check_channels(world, people, client_of)
    check_counts(people, client_of)
    check_twins(people)


def check_channels(
    world: World, people: dict[str, Any], client_of: Callable[[User], Client]
) -> None:
    """Every channel tells each reader all that is for them, and nothing else."""
    listed = {"index page", "home", "suggestions", "suggestions of the API", "similar questions"}
    for role, user in people.items():
        client = Client() if role == "visitor" else client_of(user)
        allowed = {
            f"{audience}-{place}"
            for audience, roles in MAY_READ.items()
            for place in ("article", "section")
            if role in roles
        }
        for channel, told in channels(world, client, user):
            assert told <= allowed, f"{channel} tells a {role} too much"
            if channel in listed:
                assert told, f"{channel} tells a {role} nothing"
            elif channel in ("site map", "feeds"):
                assert told == {"public-article", "public-section"}
            else:
                assert told == allowed, f"{channel} hides something from a {role}"


def check_counts(people: dict[str, Any], client_of: Callable[[User], Client]) -> None:
    """Totals and facets count only what the reader finds."""
    for role, user in people.items():
        client = Client() if role == "visitor" else client_of(user)
        allowed = 2 * sum(role in roles for roles in MAY_READ.values())

        found = client.get(f"/api/v1/search?q={WORD}&kind=article").json()

        assert found["total"] == allowed
        assert found["facets"]["kind"]["article"] == allowed
        shelves = {name for name in found["facets"]["section"] if WORD in name}
        assert shelves == {
            f"Shelf {WORD} {audience}" for audience, roles in MAY_READ.items() if role in roles
        }


def check_twins(people: dict[str, Any]) -> None:
    """The queryset and the predicate agree."""
    kb.draft()
    for user in people.values():
        for model in (ArticlePage, SectionPage):
            by_query = set(model.objects.visible_to(user))
            assert by_query == {page for page in model.objects.all() if can_read(user, page)}


def test_the_stricter_of_section_and_article_wins(people: dict[str, Any]) -> None:
    outer = kb.section("Buyers", **audience_fields("verified"))
    inner = kb.section("Dealers", parent=outer, **audience_fields("groups"))
    article = kb.article(section=inner, audience="members")
    both = UserFactory(groups=[VERIFIED_BUYERS, "dealers"])

    readers = {name for name, user in people.items() if can_read(user, article)}

    assert readers == {"editor"}
    assert can_read(both, article)
    assert ArticlePage.objects.visible_to(both).get() == article


@pytest.mark.parametrize(
    ("audience", "words"),
    [("verified", "for verified buyers"), ("groups", "for the members of certain groups")],
)
def test_whoever_may_not_read_a_page_is_told_honestly_whom_it_is_for(
    people: dict[str, Any],
    client_of: Callable[[User], Client],
    user: User,
    audience: str,
    words: str,
) -> None:
    article = kb.article(title="A secret", slug="x", **audience_fields(audience))
    address = article.get_absolute_url()

    visit = Client().get(address, follow=True)
    refused = client_of(user).get(address)

    assert visit.redirect_chain[0][0].startswith(reverse("account_login"))
    assert refused.status_code == 403
    for answer in (visit, refused):
        assert words in answer.content.decode()
        assert "A secret" not in answer.content.decode()


def test_a_section_that_becomes_stricter_takes_its_articles_along(
    people: dict[str, Any], run_tasks: Any
) -> None:
    section = kb.section("Shelf")
    kb.article(section=section, title=f"Free the {WORD} public-article")
    rebuild_index()
    assert Client().get(f"/api/v1/search?q={WORD}").json()["total"] == 1

    with run_tasks():
        section.audience = Audience.MEMBERS
        section.save_revision().publish()

    found = Client().get(f"/api/v1/search?q={WORD}").json()
    assert found["total"] == 0
    assert found["did_you_mean"] is None


def test_authors_of_restricted_articles_are_thanked_without_naming_them(
    people: dict[str, Any], run_tasks: Any
) -> None:
    author = UserFactory()
    answer = forum.answer(author=author)
    article = kb.article(title=f"Free the {WORD} groups-article", **audience_fields("groups"))
    with run_tasks():
        kb.accept(kb.promotion(answer, kind="merge", article=article))
        kb.approve(article)

    told = [line.words for line in get_inbox(user=author).lines]

    assert any(answer.question.title in words.title for words in told)
    assert not any(WORD in f"{words.title} {words.lead} {words.url}" for words in told)
    assert not Notification.objects.filter(user=author, article=article).exists()


def test_the_cms_wants_to_know_which_groups(
    client_of: Callable[[User], Client], editor: User
) -> None:
    section = kb.section("Shelf")
    address = reverse("wagtailadmin_pages:edit", args=[section.pk])
    values = {"title": "Shelf", "slug": "shelf", "summary": "", "audience": "groups"}

    page = client_of(editor).post(address, values | {"comments-TOTAL_FORMS": 0})

    assert "Choose the groups whose members may read this." in page.content.decode()


levels = st.builds(
    Requirement, st.sampled_from(Audience), st.frozensets(st.integers(1, 4), min_size=1)
)
standings = st.builds(
    Standing,
    signed_in=st.just(True),
    verified=st.booleans(),
    keeper=st.booleans(),
    groups=st.frozensets(st.integers(1, 4)),
) | st.just(Standing())


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(standings, st.lists(levels, max_size=3))
def test_marks_say_the_same_as_the_rule(standing: Standing, asked: list[Requirement]) -> None:
    in_common = set(reader_marks(standing)) & set(page_marks(asked))

    assert bool(in_common) == standing.meets_all(asked)


def test_marks_of_several_groups_are_all_found() -> None:
    asked = [Requirement(Audience.GROUPS, frozenset(pair)) for pair in ({1, 2}, {2, 3})]
    for groups in itertools.chain.from_iterable(
        itertools.combinations((1, 2, 3), size) for size in range(4)
    ):
        standing = Standing(signed_in=True, groups=frozenset(groups))
        found = bool(set(reader_marks(standing)) & set(page_marks(asked)))
        assert found == standing.meets_all(asked)

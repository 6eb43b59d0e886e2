"""Every channel, with every audience, for every kind of reader."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import VERIFIED_BUYERS
from kb.enums import Audience
from kb.models import ArticlePage, SectionPage
from kb.models.audiences import ReaderContext, Requirement, page_tokens, reader_tokens
from kb.permissions import can_read
from notifications.models import Notification
from notifications.selectors.inbox import get_inbox
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.kb.audience_world import MAY_READ, WORD, World, audience_fields, channels

pytestmark = pytest.mark.django_db


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


@pytest.mark.long
def test_no_channel_tells_anybody_what_is_not_for_them(
    people: dict[str, Any], client_of: Callable[[User], Client]
) -> None:
    """The matrix; with it what only a world like this one can show, because it is dear to make."""
    world = World([user for user in people.values() if user.is_authenticated])
    check_channels(world, people, client_of)
    check_counts(people, client_of)
    check_twins(people)


def check_channels(
    world: World, people: dict[str, Any], client_of: Callable[[User], Client]
) -> None:
    """Every channel tells each reader all that is for them, and nothing else."""
    listed = {
        "index page",
        "home",
        "suggestions",
        "suggestions of the API",
        "similar questions",
        "neighbours",
        "what is related",
        "what is related to a question",
        "profile",
    }
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
            elif channel == "refusals" or (channel == "notifications" and role == "visitor"):
                assert not told, f"{channel} tells a {role} something"
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
        sections = {name for name in found["facets"]["section"] if WORD in name}
        assert sections == {
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
    url = article.get_absolute_url()

    visit = Client().get(url, follow=True)
    refused = client_of(user).get(url)

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
    url = reverse("wagtailadmin_pages:edit", args=[section.pk])
    values = {"title": "Shelf", "slug": "shelf", "summary": "", "audience": "groups"}

    page = client_of(editor).post(url, values | {"comments-TOTAL_FORMS": 0})

    assert "Choose the groups whose members may read this." in page.content.decode()


levels = st.builds(
    Requirement, st.sampled_from(Audience), st.frozensets(st.integers(1, 4), min_size=1)
)
contexts = st.builds(
    ReaderContext,
    signed_in=st.just(True),
    verified=st.booleans(),
    maintainer=st.booleans(),
    groups=st.frozensets(st.integers(1, 4)),
) | st.just(ReaderContext())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contexts, st.lists(levels, max_size=3))
def test_tokens_say_the_same_as_the_rule(
    context: ReaderContext, requirements: list[Requirement]
) -> None:
    in_common = set(reader_tokens(context)) & set(page_tokens(requirements))

    assert bool(in_common) == context.meets_all(requirements)


def test_marks_of_several_groups_are_all_found() -> None:
    requirements = [Requirement(Audience.GROUPS, frozenset(pair)) for pair in ({1, 2}, {2, 3})]
    for groups in itertools.chain.from_iterable(
        itertools.combinations((1, 2, 3), size) for size in range(4)
    ):
        context = ReaderContext(signed_in=True, groups=frozenset(groups))
        found = bool(set(reader_tokens(context)) & set(page_tokens(requirements)))
        assert found == context.meets_all(requirements)

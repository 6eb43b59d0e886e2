"""People are found by the names that they show, in whatever form and case these are typed."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as live_apps
from django.test import Client

from accounts.models import User
from accounts.selectors import list_people
from tests.accounts.test_writing_systems import SAME_NAMES
from tests.factories import community as forum
from tests.factories.accounts import UserFactory
from tests.factories.search import build_index

pytestmark = pytest.mark.django_db

SAME: list[tuple[str, str]] = [
    *SAME_NAMES,
    ("Zoë Öztürk", "ZOË ÖZTÜRK"),
    ("Łucja Żak", "łucja żak"),
    ("Straße 5", "STRASSE 5"),
    ("محمد‌علی", "محمدعلی"),
]
SEARCHES: dict[str, Callable[[Client, str], str]] = {
    "people": lambda client, typed: client.get("/users/", {"q": typed}).content.decode(),
    "CMS": lambda client, typed: client.get("/cms/users/", {"q": typed}).content.decode(),
    "back office": lambda client, typed: client.get(
        "/admin/accounts/user/", {"q": typed}
    ).content.decode(),
}


def authors_found(client: Client, query: str) -> set[str]:
    page = client.get("/search/", {"q": query}).context["page"]
    return {card.title for card in page.results}


def test_everybody_who_bears_a_name_is_found_however_it_is_typed(client: Client) -> None:
    for number, (stored, _typed) in enumerate(SAME):
        forum.ask(
            title=f"Thread number {number}",
            author=UserFactory(username=f"bearer-{number}", display_name=stored),
        )
    build_index()
    for number, (stored, typed) in enumerate(SAME):
        for form in (stored, typed):
            assert f"Thread number {number}" in authors_found(client, f'user:"{form}"'), form
            listed = [person.username for person in list_people(query=form)]
            assert f"bearer-{number}" in listed, form


@pytest.mark.parametrize("place", SEARCHES)
def test_every_search_for_people_knows_display_names(
    place: str, admin: User, client_of: Callable[[User], Client]
) -> None:
    UserFactory(username="somebody.else", display_name="Somebody")
    client = client_of(admin)
    for number, (stored, typed) in enumerate(SAME):
        UserFactory(username=f"bearer-{number}", display_name=stored)
        for form in (stored, typed):
            page = SEARCHES[place](client, form)
            assert f"bearer-{number}" in page, form
            assert "somebody.else" not in page, form


def test_a_username_hides_nobody_who_shows_that_name(client: Client) -> None:
    shown_by = {"sam": "Samuel", "sam.two": "Sam", "sam.three": "SAM"}
    for username, shown in shown_by.items():
        person = UserFactory(username=username, display_name=shown)
        forum.ask(title=f"A thread of {username}", author=person)
    forum.ask(title="A thread of another", author=UserFactory(display_name="Samson"))
    build_index()
    expected = {f"A thread of {username}" for username in shown_by}
    for query in ("user:sam", "author:Sam", "user:@SAM", 'user:"sam"'):
        assert authors_found(client, query) == expected, query


def test_a_name_that_changes_is_found_by_the_new_one_only(
    user: User, admin: User, client_of: Callable[[User], Client]
) -> None:
    form = {"display_name": "Älva", "bio": "", "location": "", "website": ""}
    assert client_of(user).post("/accounts/profile/", form).status_code == 302
    assert [person.pk for person in list_people(query="ÄLVA")] == [user.pk]
    page = f"/admin/accounts/user/{user.pk}/change/"
    fields = client_of(admin).get(page).context["adminform"].form.initial
    typed: dict[str, Any] = {
        name: fields[name] or "" for name in ("username", "email", "begun_from")
    }
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00", "is_active": "on"}
    saved = client_of(admin).post(page, {**typed, **joined, "display_name": "Ödön"})
    assert saved.status_code == 302
    assert [person.pk for person in list_people(query="ödön")] == [user.pk]
    assert not list_people(query="älva").object_list


def test_names_that_were_there_before_are_folded_once(user: User) -> None:
    User.objects.filter(pk=user.pk).update(display_name="ÄLVA Weiß", display_name_folded="")
    migration = import_module("accounts.migrations.0012_fold_display_names")
    migration.fold_display_names(live_apps, None)
    user.refresh_from_db()
    assert user.display_name_folded == "älva weiss"

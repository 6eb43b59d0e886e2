"""Profiles, the directory and settings."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import profile_registry as profile
from accounts.models import User
from accounts.services.profiles import update_profile
from core.errors import InvalidInput, PermissionRefused
from tests.factories.accounts import UserFactory

PROFILE = {
    "display_name": "Mira L.",
    "bio": "I mend tents.",
    "location": "Oulu",
    "website": "https://example.com/",
    "language": "fi",
}


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start with nothing registered, so that a test knows what is there."""
    monkeypatch.setattr(profile, "_tabs", {})
    monkeypatch.setattr(profile, "_facts", {})


@pytest.mark.parametrize(
    "double", [{"username": "MIRA"}, {"username": "other", "email": "Mira@Example.com"}]
)
def test_names_and_email_addresses_are_unique_in_any_case(
    user: User, double: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**{"email": "", **double})


def test_many_people_may_have_no_email_address(db: None) -> None:
    User.objects.create(username="one", email="")
    User.objects.create(username="two", email="")
    assert User.objects.filter(email="").count() == 2


@pytest.mark.parametrize("name", ["a b", "@mira", "mira/x", "-mira", "mira.", "mira@example.com"])
def test_names_that_break_urls_or_mentions_are_refused(name: str) -> None:
    field = User._meta.get_field("username")
    with pytest.raises(Exception, match="Use letters"):
        field.run_validators(name)


@pytest.mark.parametrize("name", ["mira", "Łukasz", "a.b-c_d", "x9"])
def test_names_of_people_are_accepted(name: str) -> None:
    User._meta.get_field("username").run_validators(name)


def test_profile_shows_the_person_and_escapes_what_they_wrote(user: User) -> None:
    User.objects.filter(pk=user.pk).update(bio="<script>alert(1)</script>")
    page = Client().get("/users/mira/").content.decode()
    assert "Mira Lehto" in page
    assert "<script>alert" not in page


def test_profile_in_another_case_redirects_to_the_name_as_it_is_written(user: User) -> None:
    response = Client().get("/users/MIRA/")
    assert response.status_code == 301
    assert response["Location"] == "/users/mira/"


def test_profile_of_nobody_is_not_found(db: None) -> None:
    assert Client().get("/users/nobody/").status_code == 404


def test_profile_of_an_inactive_person_is_not_found(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get("/users/mira/").status_code == 404


def test_registered_facts_stand_on_the_profile_and_in_the_api(
    user: User, own_registry: None
) -> None:
    profile.register_profile_fact(name="reputation", label="Standing", load=lambda person: 4711)
    page = Client().get("/users/mira/").content.decode()
    assert "Standing" in page
    assert "4,711" in page
    assert Client().get("/api/v1/users/mira").json()["reputation"] == 4711


def test_the_api_shows_what_is_public_and_nothing_else(user: User, own_registry: None) -> None:
    body = Client().get("/api/v1/users/Mira").json()
    assert body.pop("joined_at").endswith("Z")
    assert body == {
        "username": "mira",
        "name": "Mira Lehto",
        "url": "http://testserver/users/mira/",
        "bio": "",
        "location": "",
        "website": "",
    }


def test_the_api_does_not_find_nobody(db: None) -> None:
    response = Client().get("/api/v1/users/nobody")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_the_directory_finds_people_by_either_name(user: User) -> None:
    UserFactory(username="someone-else")
    for query in ("MIR", "lehto"):
        page = Client().get("/users/", {"q": query}).context["page"]
        assert [person.username for person in page] == ["mira"]


def test_the_directory_is_bounded(db: None) -> None:
    UserFactory.create_batch(40)
    first = Client().get("/users/").context["page"]
    assert len(first) == 36
    assert len(Client().get("/users/", {"page": "2"}).context["page"]) == 4
    assert Client().get("/users/", {"page": "x"}).status_code == 200


def test_settings_are_saved(user: User, client_of: Callable[[User], Client]) -> None:
    response = client_of(user).post("/accounts/profile/", PROFILE)
    assert response.status_code == 302
    user.refresh_from_db()
    assert {name: getattr(user, name) for name in PROFILE} == PROFILE


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Nora\nBcc: all", "Nora Bcc: all"),
        ("Nora\u2028 \t L", "Nora L"),
        ("\u200b\u2060", ""),
        ("🏕", "🏕"),
    ],
)
def test_a_name_stands_on_one_line_and_can_be_seen(
    user: User, client_of: Callable[[User], Client], written: str, stored: str
) -> None:
    client_of(user).post(
        "/accounts/profile/", {**PROFILE, "display_name": written, "location": written}
    )
    user.refresh_from_db()
    assert (user.display_name, user.location) == (stored, stored)


@pytest.mark.parametrize(
    ("field", "value"),
    [("website", "javascript:alert(1)"), ("bio", "x" * 2001), ("language", "xx")],
)
def test_wrong_settings_are_refused_beside_the_field_and_change_nothing(
    user: User, client_of: Callable[[User], Client], field: str, value: str
) -> None:
    response = client_of(user).post("/accounts/profile/", {**PROFILE, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    user.refresh_from_db()
    assert user.location == ""


def test_settings_need_a_sign_in(db: None) -> None:
    response = Client().get("/accounts/profile/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/accounts/profile/"


def test_the_site_speaks_the_language_somebody_chose(
    user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    headers = {"Accept-Language": "pl"}
    assert browser.get("/users/", headers=headers)["Content-Language"] == "pl"
    User.objects.filter(pk=user.pk).update(language="fi")
    assert browser.get("/users/", headers=headers)["Content-Language"] == "fi"


def test_nobody_changes_the_profile_of_another(user: User) -> None:
    with pytest.raises(PermissionRefused):
        update_profile(actor=UserFactory(), user=user, display_name="Fooled")
    user.refresh_from_db()
    assert user.display_name == "Mira Lehto"


def test_a_language_the_site_does_not_speak_is_refused(user: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        update_profile(actor=user, user=user, display_name="", language="xx")
    assert list(refused.value.fields) == ["language"]


def test_pages_of_people_cost_a_fixed_number_of_queries(
    own_registry: None, db: None, django_assert_num_queries: Any
) -> None:
    UserFactory.create_batch(30, display_name="Somebody")
    person = UserFactory(username="mira")
    with django_assert_num_queries(1):
        Client().get(person.get_absolute_url())
    with django_assert_num_queries(2):
        Client().get("/users/")


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x"])
def test_a_website_that_runs_a_script_is_neither_taken_nor_printed_as_a_link(client, url):
    person = UserFactory(website="https://x.example/")
    with pytest.raises(InvalidInput) as refused:
        update_profile(actor=person, user=person, display_name="Ann", website=url)
    assert set(refused.value.fields) == {"website"}
    User.objects.filter(pk=person.pk).update(website=url)
    page = client.get(person.get_absolute_url()).content.decode()
    assert url not in page

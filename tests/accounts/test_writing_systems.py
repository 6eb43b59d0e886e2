"""People of every script: their names, in whatever form and case they are typed."""

import unicodedata
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as live_apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from accounts.validators import validate_username
from core.unicode import (
    clean_characters,
    count_characters,
    count_weighed,
    fold,
    has_letter,
    shorten,
    slugify,
)
from tests.accounts.test_sign_up import PASSWORD, SIGN_UP, verified_person
from tests.factories.accounts import UserFactory

NAMES = [
    "हिन्दी",
    "สมชาย",
    "น้ำ",
    "محمد",
    "می‌خواهم",
    "דָּוִד",
    "张伟",
    "さくら",
    "サーバー",
    "김민수",
    "தமிழ்",
    "አማርኛ",
    "İstanbul",
    "jörg",
    "Łukasz",
    "Юлия",
    "မြန်မာ",
]
SAME_NAMES = [
    ("Äiti", "äiti"),
    ("jörg", "JÖRG"),
    ("Weiß", "WEISS"),
    ("İstanbul", "istanbul"),
    ("\u0131sparta", "ISPARTA"),
    ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
    ("Юлия", "ЮЛИЯ"),
    ("ﬁona", "FIONA"),
    ("jörg", "jo\u0308rg"),
]


def sign_up(name: str) -> int:
    """Sign up under a name with a new email address; returns how many people there are then."""
    email = f"person{User.objects.count()}@example.com"
    Client().post("/accounts/signup/", {**SIGN_UP, "username": name, "email": email})
    return User.objects.count()


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_sign_up_have_a_page_and_a_place_in_the_api(
    db: None, client: Client, name: str
) -> None:
    assert sign_up(unicodedata.normalize("NFD", name)) == 1
    person = User.objects.get()
    assert person.username == unicodedata.normalize("NFC", name)
    assert client.get(person.get_absolute_url()).status_code == 200
    assert client.get(f"/api/v1/users/{name}").json()["username"] == person.username


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_one_name_in_two_cases_is_one_person(db: None, one: str, other: str) -> None:
    assert sign_up(one) == 1
    assert sign_up(other) == 1
    for name in (one, other):
        assert Client().get(f"/users/{name}/", follow=True).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=other)])
    with pytest.raises(ValidationError, match="taken"):
        User(username=other, password="x").full_clean()


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_whoever_signs_in_may_write_the_name_in_any_case_and_form(
    db: None, one: str, other: str
) -> None:
    verified_person(one)
    for login in (one, other, unicodedata.normalize("NFD", other)):
        browser = Client()
        browser.post("/accounts/login/", {"login": login, "password": PASSWORD})
        assert "_auth_user_id" in browser.session, login


def test_email_addresses_are_the_same_in_every_case(db: None) -> None:
    UserFactory(email="Jörg@bücher.example")
    assert User.objects.filter(email="JÖRG@BÜCHER.example").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="JO\u0308RG@bücher.example")


@pytest.mark.parametrize(
    "name", ["", ".a", "a.", "a b", "a/b", "@a", "\u0301a", "\u3164", "a\u200b", "-", "a\nb", "🏕️"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_username(name)


def test_case_does_not_hide_people_from_those_who_look_for_them(db: None, client: Client) -> None:
    UserFactory(username="jörg", display_name="ÉMILE Über")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'émile' LIKE 'é%'"
            if connection.vendor == "sqlite"
            else "SELECT UPPER('é') = 'É'"
        )
        knows_letters = cursor.fetchone()[0]  # PostgreSQL does with a locale that is not C
    for query in ("JÖR", "jo\u0308", *(["émile", "üBER"] if knows_letters else [])):
        assert "/users/j%C3%B6rg/" in client.get("/users/", {"q": query}).text, query


def test_existing_names_that_differ_in_case_only_survive_the_migration(db: None) -> None:
    first, second = UserFactory(username="kept"), UserFactory(username="other")
    rows = [("\u00c4iti", "x1", first.pk), ("\u00e4iti", "x2", second.pk)]
    migration = import_module("accounts.migrations.0002_names_without_case")
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE accounts_user SET username = %s, username_folded = %s WHERE id = %s", rows
        )
    migration.fold_names(live_apps, None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.username, second.username) == ("Äiti", "äiti-2")
    assert second.username_folded == "äiti-2"


DIRTY = "a\x00b\x0bc\ufffed\ud800e\U0001ffff\u202eo\u0308"
CLEAN = "ab cd\ufffdeö"


def test_every_entrance_cleans_what_comes_in(user: User, client_of: Any, api_of: Any) -> None:
    client = client_of(user)
    assert clean_characters(DIRTY) == CLEAN
    sent = {"display_name": DIRTY.replace("\ud800", ""), "bio": "", "location": "", "language": ""}
    assert client.post("/accounts/profile/", sent).status_code == 302
    user.refresh_from_db()
    assert user.display_name == CLEAN.replace("\ufffd", "")
    User.objects.filter(pk=user.pk).update(location=DIRTY)
    User.objects.bulk_create([User(username="bulk", bio=DIRTY)])
    assert User.objects.get(location=DIRTY).location == CLEAN
    assert User.objects.get(username="bulk").bio == CLEAN


@pytest.mark.parametrize(
    "path",
    [
        "/users/?q=%00",
        "/users/a%00b/",
        "/tags/?q=%00%0B",
        "/tags/a%00/",
        "/search/?q=te%00nt%EF%BF%BE",
        "/questions/?tag=%00",
        "/questions/?cursor=%00",
        "/api/v1/users/%00",
        "/api/v1/questions?tag=%00",
        "/api/v1/search?q=%00",
        "/suggestions/tags/?q=%00",
        "/kb/a%00b/",
    ],
)
def test_nul_in_a_query_is_no_fault_of_ours(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code < 500


@given(st.text(max_size=12))
@example("ǰ\u0345")
def test_folding_knows_no_case_and_no_form(text: str) -> None:
    folded = fold(text)
    assert folded == fold(folded) == fold(unicodedata.normalize("NFD", text))
    assert folded == fold(unicodedata.normalize("NFC", text))


def test_each_letter_folds_to_what_its_capital_and_its_small_form_fold_to() -> None:
    codes = (code for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    letters = (letter for letter in map(chr, codes) if letter.upper() != letter.lower())
    assert [x for x in letters if not fold(x) == fold(x.upper()) == fold(x.lower())] == []


@given(st.text(max_size=30), st.integers(0, 20))
def test_cleaning_settles_and_shortening_cuts_no_character(text: str, space: int) -> None:
    cleaned = clean_characters(text)
    assert clean_characters(cleaned) == cleaned
    cut = shorten(cleaned, space)
    assert len(cut) <= space or cut == cleaned
    assert cleaned.startswith(cut)
    assert count_characters(cut) + count_characters(cleaned[len(cut) :]) == count_characters(
        cleaned
    )


@pytest.mark.parametrize(
    ("text", "count", "weight"),
    [
        ("hello", 5, 5),
        ("line\r\nend", 8, 8),
        ("👨‍👩‍👧‍👦", 1, 1),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿🇫🇮", 2, 2),
        ("e\u0301", 1, 1),
        ("怎么退货", 4, 12),
        ("환불", 2, 6),
        ("हिन्दी", 2, 4),
    ],
)
def test_characters_are_counted_as_readers_count(text: str, count: int, weight: int) -> None:
    assert (count_characters(text), count_weighed(text)) == (count, weight)


@pytest.mark.parametrize("name", NAMES)
def test_slugs_keep_letters_with_their_marks(name: str) -> None:
    plain = fold(name) if name.isascii() else name
    form = "NFC" if "\u0e33" in name else "NFKC"  # the vowel am of Thai stays one letter
    expected = unicodedata.normalize(form, plain).replace("\u200c", "").replace("İ", "i").lower()
    assert slugify(f" {name}! ") == expected
    assert has_letter(name)

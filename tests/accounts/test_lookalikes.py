"""Nobody takes a name that reads as another member's or the site's; honest names stay free."""

import re
from collections.abc import Callable

import pytest
from django.test import Client, override_settings

from accounts.models import User
from core.lookalikes import skeleton, skeletons
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
RESERVED = (
    "admin",
    "\u0430dmin",
    "\u0410DMIN",
    "\uff41\uff44\uff4d\uff49\uff4e",
    "\U0001d41admin",
    "adm\u0456n",
    "adrnin",
    "\u00e1dmin",
    "ad\u200bmin",
    "Stoa Moderator",
    "stoa.moderator",
    "M0derator",
    "\u043coderator Mira",
    "admin_1",
    "St\u043ea",
    "S t o a",
)
TAKEN = ("mira.lehto", "MIRA.LEHTO", "mir\u0430.lehto", "mira.leht0", "rnira.lehto", "Mira Lehto")
HONEST = (
    *("\u041e\u043b\u044c\u0433\u0430", "\u0410\u043b\u0435\u043a\u0441\u0430\u043d\u0434\u0440"),
    *("\u0391\u03bb\u03ad\u03be\u03b7\u03c2", "\u092e\u0940\u0930\u093e", "\u5c71\u7530"),
    *("Jos\u00e9", "\u0e2a\u0e21\u0e0a\u0e32\u0e22", "Zo\u00eb", "Kai", "Administrowska"),
)


def sign_up(username: str) -> bool:
    """Whether somebody new may have the username."""
    email = f"somebody{User.objects.count()}@shop.example"
    form = {"username": username, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", form)
    return User.objects.filter(email=email).exists()


def call_oneself(browser: Client, user: User, name: str) -> bool:
    """Whether the member may show the name."""
    form = {"display_name": name, "bio": "", "location": "", "website": ""}
    reply = browser.post("/accounts/profile/", form)
    user.refresh_from_db()
    assert (reply.status_code == 302) == (user.display_name == name)
    assert name in reply.content.decode() or reply.status_code == 302, "what was typed is lost"
    return user.display_name == name


@pytest.mark.parametrize("name", RESERVED)
def test_nobody_speaks_for_the_site(
    name: str, user: User, client_of: Callable[[User], Client]
) -> None:
    assert not call_oneself(client_of(user), user, name)
    if not re.search(r"\s", name):
        assert not sign_up(name)


def test_nobody_passes_for_another_member(client_of: Callable[[User], Client]) -> None:
    user = UserFactory(username="other", display_name="")
    UserFactory(username="mira.lehto")
    for name in TAKEN:
        assert not call_oneself(client_of(user), user, name), name
        if " " not in name:
            assert not sign_up(name), name


def test_nobody_passes_for_somebody_whom_readers_trust(
    user: User, client_of: Callable[[User], Client]
) -> None:
    UserFactory(username="ow", display_name="Olga Wrona", groups=["experts"])
    UserFactory(username="jk", display_name="Jan Kos")
    browser = client_of(user)
    assert not call_oneself(browser, user, "\u041elga Wrona")
    assert call_oneself(browser, user, "Jan Kos")


def test_honest_names_of_every_script_stay_free(
    user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    for name in HONEST:
        assert call_oneself(browser, user, name), name
        assert sign_up(name), name


def test_a_name_that_is_there_stays_and_ones_own_username_may_be_shown(
    client_of: Callable[[User], Client],
) -> None:
    user = UserFactory(username="kai.kos", display_name="Admin Kos")
    form = {"display_name": "Admin Kos", "bio": "Tents.", "location": "", "website": ""}
    assert client_of(user).post("/accounts/profile/", form).status_code == 302
    assert call_oneself(client_of(user), user, "Kai Kos")


def test_moderators_may_say_what_they_are(client_of: Callable[[User], Client]) -> None:
    user = UserFactory(username="olga", groups=["moderators"])
    assert call_oneself(client_of(user), user, "Olga (moderator)")


def test_skeletons_fit_their_column_whatever_is_written() -> None:
    user = UserFactory(username="\ufdfa" * 60)
    assert len(user.username_skeleton) <= 240
    assert skeleton("") == ""
    assert "paypal" in skeletons("paypaI")


@override_settings(SITE_NAME="Nova")
def test_the_name_of_the_site_is_its_own(user: User, client_of: Callable[[User], Client]) -> None:
    browser = client_of(user)
    assert not call_oneself(browser, user, "N\u043eva")
    assert call_oneself(browser, user, "Nova Berg")

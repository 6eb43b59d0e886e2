"""Pages speak languages whose catalogue is complete; texts are in many more."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext, override

from accounts.models import User
from config.checks import check_values
from config.settings import base
from core.languages import content_language, language_to_read, page_language, reading_in
from tests.config.catalogues import missing_texts, texts_of_product, translated_texts
from tests.factories import kb
from tests.factories.notifications import notification


def test_every_language_that_is_offered_has_all_the_words() -> None:
    assert base.LANGUAGES
    for code, _name in base.LANGUAGES:
        assert code == "en" or missing_texts(code) == []


def test_a_language_without_a_catalogue_lacks_words_of_code_pages_and_mails() -> None:
    texts = texts_of_product()
    assert len(texts) > 1_000
    assert {"Mentions", "Mark all read", "Hello %(name)s,"} <= texts
    assert "You may not edit this answer." in texts
    assert missing_texts("xx") == sorted(texts)


def test_what_a_catalogue_leaves_out_or_doubts_is_missing(tmp_path: Path) -> None:
    entries = [
        'msgid ""\nmsgstr "Language: pl\\n"',
        'msgid "Ask"\nmsgstr "Zapytaj"',
        'msgid ""\n"Two "\n"lines"\nmsgstr ""\n"Dwa "\n"wiersze"',
        '#, fuzzy\nmsgid "Answer"\nmsgstr "Pytanie"',
        'msgid "Question"\nmsgstr ""',
        'msgid "%(count)d answer"\nmsgid_plural "%(count)d answers"\nmsgstr[0] "odp."',
    ]
    po_file = tmp_path / "django.po"
    po_file.write_text("\n\n".join(entries))
    assert translated_texts(po_file) == {"", "Ask", "Two lines", "%(count)d answer"}


def test_a_language_without_catalogue_is_not_offered_and_the_start_says_so(settings: Any) -> None:
    settings.STOA_LANGUAGES = ["en", "sv"]
    (warning,) = check_values()
    assert "not translated into sv" in str(warning.msg)


@pytest.fixture
def english_only(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English")]


@pytest.mark.django_db
@pytest.mark.usefixtures("english_only")
@pytest.mark.parametrize("path", ["/", "/questions/", "/accounts/login/", "/users/", "/kb/"])
def test_no_page_is_half_translated(client: Client, path: str) -> None:
    kb.article()
    page = client.get(path, headers={"Accept-Language": "pl"}).content.decode()
    assert '<html lang="en"' in page
    with override("pl"):
        assert gettext("Password") not in page
    assert "Zaloguj" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("english_only")
def test_readers_are_shown_texts_in_their_language_on_pages_in_english(
    client: Client, user: User, client_of: Callable[[User], Client]
) -> None:
    source = kb.article(title="How to dry a tent")
    polish = kb.translate(source, title="Jak suszyć namiot")
    section = source.get_parent().get_url()
    page = client.get(section, headers={"Accept-Language": "pl"}).content.decode()
    assert polish.title in page
    assert source.title not in page
    assert '<html lang="en"' in page
    assert source.title in client.get(section).content.decode()
    user.language = "pl"
    user.save()
    page = client_of(user).get(section).content.decode()
    assert polish.title in page
    assert '<html lang="en"' in page


@pytest.mark.django_db
@pytest.mark.usefixtures("english_only")
def test_mails_are_in_one_language(user: User, run_tasks: Any) -> None:
    user.language = "pl"
    user.save()
    with run_tasks():
        notification(user)
    (message,) = [message for message in mail.outbox if message.to == [user.email]]
    assert "Hello" in message.body
    assert '<html lang="en">' in str(message.alternatives[0][0])


def test_the_language_to_read_is_chosen_asked_for_or_that_of_the_page(rf: Any) -> None:
    request = rf.get("/", headers={"Accept-Language": "de-AT, fi;q=0.8, pl;q=0.9"})
    assert language_to_read(request) == "pl"
    assert language_to_read(request, chosen="fi") == "fi"
    request.COOKIES["django_language"] = "fi"
    assert language_to_read(request) == "fi"
    assert language_to_read(rf.get("/")) == ""
    assert content_language() == "en"
    with reading_in("pl"):
        assert content_language() == "pl"
    assert page_language(User(language="jv")) == "en"

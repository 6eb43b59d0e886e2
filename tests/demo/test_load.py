"""Loading the demo: refused, empty, broken off, and beside what was there before."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from community.models import Question, Tag
from demo.accounts import demo_accounts
from demo.loading import parts
from demo.loading.content import read_content
from demo.models import LoadedPart
from kb.models import ArticlePage


def test_with_production_settings_nothing_is_loaded(db: None, settings: Any) -> None:
    settings.SETTINGS_MODULE = "config.settings.production"
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()
    assert not LoadedPart.objects.exists()


def test_an_empty_demo_has_only_the_accounts(db: None, settings: Any) -> None:
    settings.STOA_DEMO_EMPTY = True
    call_command("load_demo", verbosity=0)
    assert {user.username for user in User.objects.all()} == {name for name, _ in demo_accounts()}
    assert Question.objects.count() == 0
    assert ArticlePage.objects.count() == 0


def test_a_part_that_breaks_leaves_nothing_and_the_next_run_goes_on(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(run: Any) -> None:
        parts.load_taxonomy(run)
        raise OSError("no space left")

    people, taxonomy = parts.SHOP[0], parts.SHOP[1]
    broken = parts.Part(taxonomy.name, taxonomy.label, break_off)
    monkeypatch.setattr(parts, "SHOP", (people, broken))
    with pytest.raises(OSError, match="no space left"):
        call_command("load_demo", verbosity=0)
    assert User.objects.count() == len(read_content().people)
    assert Tag.objects.count() == 0
    assert timezone.now() > LoadedPart.objects.latest("pk").loaded_at

    monkeypatch.setattr(parts, "SHOP", (people, taxonomy))
    monkeypatch.setattr(parts, "rebuild_index", lambda: 0)
    call_command("load_demo", verbosity=0)
    assert User.objects.count() == len(read_content().people)
    assert Tag.objects.count() == len(read_content().tags)


def test_a_search_server_that_is_away_stops_no_demo(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STOA_SEARCH_URL = "http://127.0.0.1:1"
    monkeypatch.setattr(parts, "SHOP", ())
    call_command("load_demo", verbosity=0)
    assert "Search index: not built" in capsys.readouterr().err
    assert parts.index_is_missing()


def test_a_name_that_is_taken_is_left_alone(db: None, settings: Any) -> None:
    settings.STOA_DEMO_EMPTY = True
    mine = User.objects.create(username="Expert", bio="I was here before.")
    call_command("load_demo", verbosity=0)
    mine.refresh_from_db()
    assert mine.bio == "I was here before."
    assert User.objects.count() == len(demo_accounts())

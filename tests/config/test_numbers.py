"""Counts are written one way: 9,999 in full, then 12.3k with all of its digits on hover."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation

from core.templatetags.components import number, number_in_full
from tests.config.world import World, make_world
from tests.factories.accounts import UserFactory
from tests.factories.gamification import give_points

COUNTED: Final = re.compile(r"(count|score|points|views|total|votes|asked|missed|shown|opened)$")
COUNT_OF_A_TEMPLATE: Final = re.compile(
    r"^(?:\w+\.)*(?:\w*count|score|points|total|rank|asked|missed|found_last|num_pages|views|helped"
    r"|failed)$"
)
PLURAL: Final = re.compile(
    r"{% blocktranslate[^%]*\bcount (\w+)=.*?%}(.*?){% endblocktranslate", re.DOTALL
)
LARGE: Final = 43_210
RAW: Final = re.compile(r"(?<![\d.,])43210(?!\d)")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "0"),
        (7, "7"),
        (-1_234, "-1,234"),
        (9_999, "9,999"),
        (10_000, "10k"),
        (12_345, "12.3k"),
        (-12_345, "-12.3k"),
        (123_456, "123k"),
        (999_999, "999k"),
        (1_250_000, "1.2M"),
    ],
)
def test_large_counts_are_short_and_tell_all_of_their_digits(
    value: int | None, written: str
) -> None:
    html = BeautifulSoup(number(value), "html.parser")
    assert html.get_text() == written
    if html.data:
        assert (html.data["value"], html.data["title"]) == (str(value), number_in_full(value))


def test_digits_are_grouped_as_the_language_does() -> None:
    with translation.override("pl"):
        assert number(9_999) == number_in_full(9_999) == "9\N{NO-BREAK SPACE}999"
        assert ">12,3k<" in number(12_345)


def templates() -> Iterator[Path]:
    for folder in settings.TEMPLATES[0]["DIRS"]:
        yield from sorted(Path(folder).rglob("*.html"))


def test_no_template_writes_a_count_without_the_filter() -> None:
    bare = []
    for path in templates():
        source = path.read_text()
        for name, body in PLURAL.findall(source):
            if re.search(rf"{{{{ {name} }}}}", body):
                bare.append(f"{path.name}: {{{{ {name} }}}} in a plural")
        outside = re.sub(
            r"{% blocktranslate.*?{% endblocktranslate %}", "", source, flags=re.DOTALL
        )
        outside = re.sub(r'\w="{{ [^}]* }}"', "", outside)
        bare += [
            f"{path.name}: {{{{ {token.contents} }}}}"
            for token in Lexer(outside).tokenize()
            if token.token_type is TokenType.VAR and COUNT_OF_A_TEMPLATE.match(token.contents)
        ]
    assert bare == []


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    give_points(made.answer.author, LARGE)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.IntegerField) and COUNTED.search(field.name):
                _set_all(model, field.name)
    return made


def _set_all(model: type[models.Model], field: str) -> None:
    try:
        with transaction.atomic():
            model._base_manager.update(**{field: LARGE})
    except DatabaseError:  # a constraint knows better
        return


def test_no_page_writes_a_count_another_way(
    world: World, client_of: Callable[[object], Client]
) -> None:
    admin = client_of(UserFactory(is_staff=True, is_superuser=True))
    paths = [
        "/",
        "/questions/",
        world.question.get_absolute_url(),
        "/tags/",
        world.tag.get_absolute_url(),
        "/tags/tents/edit/",
        "/users/",
        "/leaderboard/?period=all",
        "/badges/",
        "/privileges/",
        "/kb/",
        world.article.get_parent().specific.url,
        world.article.url,
        "/search/?q=tent",
        world.answer.author.get_absolute_url(),
        f"{world.answer.author.get_absolute_url()}?tab=questions",
        f"{world.answer.author.get_absolute_url()}reputation/",
        "/moderation/",
        f"/moderation/posts/{world.answer.pk}/",
        "/knowledge/proposals/",
        f"/knowledge/proposals/{world.promotion.pk}/",
        f"/knowledge/articles/{world.article.pk}/care/",
        "/cms/",
    ]
    raw, short = {}, 0
    for path in paths:
        response = admin.get(path)
        assert response.status_code == 200, path
        page = BeautifulSoup(response.content, "html.parser")
        for part in page(["script", "style"]):
            part.decompose()
        short += page.get_text().count("43.2k")
        if found := [line for line in page.get_text().splitlines() if RAW.search(line)]:
            raw[path] = found
    assert raw == {}
    assert short > 5

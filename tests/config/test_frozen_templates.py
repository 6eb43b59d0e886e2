"""Templates whose constant parts are worked out once: the text stays what it was."""

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.template.base import TextNode
from django.test import override_settings
from django.utils import translation

from config import frozen_templates
from config.frozen_templates import FrozenLoader, NumberedAddress

LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "components": "accounts.templatetags.components",
}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Return an engine that freezes the templates of a folder."""
    monkeypatch.setattr(frozen_templates, "OWN_TEMPLATES", str(tmp_path))
    loaders = [
        ("config.frozen_templates.FrozenLoader", ["django.template.loaders.filesystem.Loader"])
    ]
    return Engine(dirs=[str(tmp_path)], loaders=loaders, libraries=LIBRARIES)


def write(folder: Path, source: str, name: str = "page.html") -> None:
    """Write a template that loads what the tests use."""
    (folder / name).write_text("{% load i18n static components %}" + source)


def test_constant_parts_become_one_text(engine: Engine, tmp_path: Path) -> None:
    write(
        tmp_path,
        "<a href='{% url 'community:question-list' %}'>{% translate \"Questions\" %}</a>"
        "{% icon 'up' %}{% static 'css/base.css' %}{# nothing #}",
    )

    [node] = engine.get_template("page.html").nodelist

    assert isinstance(node, TextNode)
    assert node.s.startswith("<a href='/questions/'>Questions</a><svg")
    assert node.s.endswith("/static/css/base.css")


@pytest.mark.parametrize("number", [7, "7"])
def test_an_address_with_a_number_in_it_stays_right(
    engine: Engine, tmp_path: Path, number: int | str
) -> None:
    write(tmp_path, "{% url 'community:post-vote' pk %}")

    template = engine.get_template("page.html")

    assert isinstance(template.nodelist[0], NumberedAddress)
    assert template.render(Context({"pk": number})) == "/posts/7/vote/"


def test_each_language_has_its_own(engine: Engine, tmp_path: Path) -> None:
    write(tmp_path, '{% translate "Yes" %}')

    texts = {}
    for language in ("en", "fi", "pl"):
        with translation.override(language):
            texts[language] = engine.get_template("page.html").render(Context())

    assert texts["en"] == "Yes"
    assert texts["fi"] == "Kyllä"
    assert texts["pl"] == "Tak"


def test_what_stands_inside_another_language_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    write(
        tmp_path, '{% translate "Yes" %} {% language "fi" %}{% translate "Yes" %}{% endlanguage %}'
    )

    assert engine.get_template("page.html").render(Context()) == "Yes Kyllä"


def test_parts_inside_conditions_loops_blocks_and_parents_are_frozen_too(
    engine: Engine, tmp_path: Path
) -> None:
    write(tmp_path, '<{% block inner %}{% translate "No" %}{% endblock %}>', "base.html")
    (tmp_path / "page.html").write_text(
        '{% extends "base.html" %}{% load i18n %}{% block inner %}'
        '{% if on %}{% for n in numbers %}{% translate "Yes" %}{{ n }}{% endfor %}{% endif %}'
        "{{ block.super }}{% endblock %}"
    )

    template = engine.get_template("page.html")

    assert template.render(Context({"on": True, "numbers": [1, 2]})) == "<Yes1Yes2No>"
    assert template.render(Context({"on": False})) == "<No>"


@pytest.mark.parametrize(
    "source",
    [
        "{% translate word %}",
        '{% translate "Yes" as word %}{{ word }}',
        "{% url 'community:question-list' as word %}{{ word }}",
        "{% icon word %}",
    ],
)
def test_what_depends_on_the_page_is_not_frozen(
    engine: Engine, tmp_path: Path, source: str
) -> None:
    write(tmp_path, source)

    template = engine.get_template("page.html")

    assert not isinstance(template.nodelist[0], TextNode)
    assert template.render(Context({"word": "up"})).strip()


def test_only_our_own_templates_are_touched(tmp_path: Path) -> None:
    loaders: Any = [
        ("config.frozen_templates.FrozenLoader", ["django.template.loaders.filesystem.Loader"])
    ]
    engine = Engine(dirs=[str(tmp_path)], loaders=loaders, libraries=LIBRARIES)
    write(tmp_path, '{% translate "Yes" %}')

    assert not all(isinstance(node, TextNode) for node in engine.get_template("page.html").nodelist)


def test_the_site_uses_it() -> None:
    [loader] = engines["django"].engine.template_loaders

    assert isinstance(loader, FrozenLoader)
    with override_settings(LANGUAGE_CODE="en"):
        assert loader.cache_key("base.html").startswith("en")

"""Only one module knows what a letter is: Python's own pictures of writing know no marks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.app_names import ROOT
from tests.architecture.test_layers import modules

ASKS_LETTERS: Final = frozenset({"isalnum", "isalpha", "casefold"})
ALLOWED: Final = {
    "core/unicode.py": "the module itself",
    "core/lookalikes.py": "the table of look-alikes of Unicode, sign by sign",
    "search/": "analysis of words for the index, with tests of its own in tests/search",
    "transfer/importing/": "names of markup languages (attributes, keys, files), which are ASCII",
    "transfer/sources/": "names of markup languages (attributes, keys, files), which are ASCII",
    "kb/conversion/": "names of markup languages, and ids as other generators write them",
    "transfer/exporting/": "names in our own file format, which are ASCII",
    "kb/text/video.py": "keys of videos, which are ASCII",
    "community/text/conversion.py": "names of programming languages",
    "community/text/highlighting.py": "names of programming languages",
    "community/text/sanitizing.py": "names of programming languages",
    "community/text/inline_conversion.py": "URLs, which are ASCII here",
    "community/text/escaping.py": "names of entities, which are ASCII",
    "community/text/language.py": "a classifier that was trained on lower-case text",
    "core/page_keys.py": "names of tables",
    "demo/loading/": "our own texts, in English",
}


def pictures_of_writing(source: str) -> Iterator[str]:
    """What a module thinks of letters: calls of `isalnum` and the like, `\\w` in patterns."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ASKS_LETTERS:
            yield node.attr
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
            if "unicodedata" in names:
                yield "unicodedata"
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.text":
                yield from {alias.name for alias in node.names} & {"slugify"}
        elif isinstance(node, ast.Constant) and _draws_words(node.value):
            yield str(node.value)


def _draws_words(value: object) -> bool:
    """A pattern with the sign for words, unless it is a docstring that speaks of it."""
    is_text = isinstance(value, str) and "`\\w`" not in value
    return is_text and re.search(r"(?<!\\)\\[wW]", str(value)) is not None


def _is_allowed(path: Path) -> bool:
    return str(path.relative_to(ROOT)).startswith(tuple(ALLOWED))


def test_nobody_else_draws_a_picture_of_writing() -> None:
    found = {
        str(path.relative_to(ROOT)): sorted(set(pictures_of_writing(path.read_text())))
        for path in modules()
        if not _is_allowed(path)
    }
    found.pop("community/models/taxonomy.py")  # Django's slugs, kept where nothing is lost
    assert {path: pictures for path, pictures in found.items() if pictures} == {}


def test_each_exception_is_needed() -> None:
    for allowed in ALLOWED:
        paths = [path for path in modules() if str(path.relative_to(ROOT)).startswith(allowed)]
        assert any([*pictures_of_writing(path.read_text())] for path in paths), allowed


def test_the_test_sees_each_kind_of_picture() -> None:
    source = (
        "import unicodedata\nfrom django.utils.text import slugify\n"
        'a.isalnum() or b.casefold()\nre.compile(r"[^\\W_]+")'
    )
    assert len([*pictures_of_writing(source)]) == 5

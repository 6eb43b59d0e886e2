"""The folders of an app form no cycle, whatever the imports are for.

import-linter knows layers; it does not see two folders of one layer that need each other, and a
contract may leave imports for types out. Here every import counts: in functions and for types too.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.app_names import APPS, ROOT

ALLOWED: Final[dict[tuple[str, ...], str]] = {
    ("community.models", "community.querysets"): "types of rows, for the annotations of filters",
    ("community.permissions", "community.privileges"): "a refusal says how many points are missing",
    ("search.documents", "search.models", "search.query"): "a table names the kinds of documents",
    ("search.services", "search.synonyms"): "the preview of a synonym searches",
    ("transfer.exporting", "transfer.importing", "transfer.sources"): (
        "the export reads itself back, and sources share the contexts of the importer"
    ),
}
"""Cycles that are there still, with what ties them. This list may only shrink."""


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(path: Path, root: Path) -> Iterator[str]:
    """Yield every dotted name that a file imports, wherever in it."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def folder_of(name: str) -> str:
    """Return the folder, or the module, directly below the app."""
    return ".".join(name.split(".")[:2])


def folder_imports(app: str, root: Path) -> dict[str, set[str]]:
    """Return for each folder of an app the others that it imports."""
    files = [path for path in (root / app).rglob("*.py") if "migrations" not in path.parts]
    known = {folder_of(module_name(path, root)) for path in files}
    found: dict[str, set[str]] = {folder: set() for folder in known}
    for path in files:
        here = folder_of(module_name(path, root))
        there = {folder_of(name) for name in imported_names(path, root)}
        found[here] |= (there & known) - {here, app}
    return found


def reachable(start: str, imports: dict[str, set[str]]) -> set[str]:
    """Return what a folder imports, directly and through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for folder in imports[waiting.pop()] - found:
            found.add(folder)
            waiting.append(folder)
    return found


def folder_cycles(app: str, root: Path = ROOT) -> set[tuple[str, ...]]:
    """Return the groups of folders that all reach each other, each in alphabetical order."""
    imports = folder_imports(app, root)
    below = {folder: reachable(folder, imports) for folder in imports}
    return {
        tuple(sorted(other for other in below[folder] if folder in below[other]))
        for folder in imports
        if folder in below[folder]
    }


def test_the_folders_of_an_app_form_no_cycle() -> None:
    found = {cycle for app in APPS for cycle in folder_cycles(app)}
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "import_back",
    [
        "from shop.models import Row",
        "from shop import models",
        "import shop.models",
        "from ..models import Row",
        "def load():\n    from shop.models import Row",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.models.rows import Row",
    ],
)
def test_every_way_to_import_is_seen(tmp_path: Path, import_back: str) -> None:
    for folder, text in {"models": "import shop.text.words", "text": import_back}.items():
        (tmp_path / "shop" / folder).mkdir(parents=True)
        (tmp_path / "shop" / folder / "words.py").write_text(text)
    assert folder_cycles("shop", tmp_path) == {("shop.models", "shop.text")}

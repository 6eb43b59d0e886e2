"""Names of people are compared by their folded columns: databases differ in what case is."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.app_names import ROOT
from tests.architecture.test_layers import modules

WITHOUT_CASE: Final = re.compile(
    r"(?:^|__)(?:username|display_name|email|bio|location|first_name|last_name)"
    r"(?:_folded)?__i(?:exact|contains|startswith|endswith|regex)$"
)
SEARCHED: Final = re.compile(r"[\^=@]?(?:\w+__)?(?:username|display_name|bio|location)$")
FOLDED: Final = {"username", "display_name"}


def lookups_by_the_database(source: str) -> Iterator[str]:
    """Lookups without case of a text of a person, and names in a list of `search_fields`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and WITHOUT_CASE.search(node.arg or ""):
            yield str(node.arg)
        elif isinstance(node, ast.Constant) and WITHOUT_CASE.search(str(node.value)):
            yield str(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") == "search_fields" for target in targets):
                texts = (part for part in ast.walk(node) if isinstance(part, ast.Constant))
                yield from (str(text.value) for text in texts if SEARCHED.match(str(text.value)))


def half_written(source: str) -> Iterator[str]:
    """Writes of a name that leave its folded column as it was."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        for keyword in node.keywords:
            if keyword.arg == "update_fields":
                parts = ast.walk(keyword.value)
                written = {part.value for part in parts if isinstance(part, ast.Constant)}
                yield from (
                    f"update_fields: {name}"
                    for name in FOLDED & written
                    if f"{name}_folded" not in written
                )
        if isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            names = {keyword.arg for keyword in node.keywords}
            yield from (
                f"update: {name}" for name in FOLDED & names if f"{name}_folded" not in names
            )


def test_no_name_is_compared_without_case_by_the_database() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {what}"
        for path in modules()
        for what in lookups_by_the_database(path.read_text(encoding="utf-8"))
    }
    assert not found


def test_who_writes_a_name_writes_its_folded_column() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {what}"
        for path in modules()
        for what in half_written(path.read_text(encoding="utf-8"))
    }
    assert not found


def test_these_guards_find_what_they_look_for() -> None:
    examples = (
        "Q(display_name__iexact=name)",
        'rows.filter(**{"author__username__icontains": name})',
        'search_fields = ("user__display_name",)',
        'class A:\n    search_fields: list = ["username"]',
    )
    assert all(list(lookups_by_the_database(example)) for example in examples)
    assert not list(lookups_by_the_database('search_fields = ("username_folded", "email")'))
    assert list(half_written('person.save(update_fields=["display_name"])'))
    assert list(half_written('people.update(username="anna")'))
    assert not list(half_written('tag.update(username="a", username_folded="a")'))

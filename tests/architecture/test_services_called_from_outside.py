"""What pages, the API and the CMS call of services says who acts, by name, whatever it does first.

The guards of use cases look at transactions; a use case that does something slow before it takes
its locks is none, and is held here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.app_names import APPS

OUTSIDE: Final = {"views", "api", "cms"}
WITHOUT_ACTOR: Final[dict[str, set[str]]] = {
    "reads and writes nothing": {
        "accounts.services.tokens.authenticate_token",
        "community.services.versions.current_text",
        "community.services.versions.edit_version",
        "kb.services.pasting.draft_version",
        "search.services.searching.find_similar",
        "search.services.searching.find_similar_to_draft",
        "search.services.searching.search",
        "search.services.suggestions.suggest",
        "search.services.synonyms.check_synonyms",
    },
    "a reader, who need not be signed in": {
        "community.services.reading.announce_reading",
        "kb.services.feedback.record_feedback",
        "search.services.query_log.record_click",
    },
    "sets fields of a page that the CMS saves": {"kb.services.articles.set_body"},
}


def services() -> Iterator[tuple[str, ast.FunctionDef]]:
    for app in APPS:
        for path in Path(app).rglob("*.py"):
            parts = path.with_suffix("").parts
            if "services" in parts:
                module = ".".join(parts).removesuffix(".__init__")
                for node in ast.parse(path.read_text()).body:
                    if isinstance(node, ast.FunctionDef):
                        yield f"{module}.{node.name}", node


def called_from_outside() -> set[str]:
    names = set()
    for app in APPS:
        for path in Path(app).rglob("*.py"):
            if OUTSIDE & set(path.with_suffix("").parts):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.ImportFrom) and ".services" in (node.module or ""):
                        names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_what_is_called_from_outside_says_who_acts() -> None:
    called = called_from_outside()
    defined = {name: node for name, node in services() if name in called}
    assert len(defined) > 50
    nobody = {
        name
        for name, node in defined.items()
        if node.args.args or "actor" not in {argument.arg for argument in node.args.kwonlyargs}
    }
    assert nobody == set().union(*WITHOUT_ACTOR.values())

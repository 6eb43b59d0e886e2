"""The shape of the code: layers, sizes, bans. A mistake made once becomes impossible."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.app_names import APPS, ROOT

MAX_FILE_LINES: Final = 400
MODEL_HOOKS: Final = ("save", "delete", "__setattr__")
# Where HTML is declared safe, and why it is.
MARKS_SAFE: Final = {
    "community/text/": "what the cleaner has cleaned",
    "community/views/post_fragments.py": "a rendered template, kept in the cache",
    "core/structured_data.py": "JSON whose <, > and & are escaped",
    "core/templatetags/layout.py": "a part of the same template, rendered",
    "kb/selectors/drift.py": "a block that its own template rendered",
    "kb/text/body.py": "blocks that their own templates rendered",
    "kb/text/code.py": "what the highlighter escapes",
    "search/selectors/highlights.py": "pieces that are escaped one by one",
}
SAFE_IN_TEMPLATES: Final = {
    "components/field.html": "help texts of our own forms",
    "ninja/swagger.html": "settings that the API framework writes as JSON",
}
CLEANED_FIELD: Final = re.compile(r"\b(body_html|description_html|html)\|safe\b")
# Here nobody acts: a proof decides, an event is told, what is derived is counted or repaired.
NOBODY_ACTS: Final[dict[str, set[str]]] = {
    "accounts": {"claim_imported_account", "end_access", "set_verified_buyers"},
    "community": {"mark_documented"},
    "gamification": {"rebuild_ledger", "sync_ledger"},
    "kb": {
        "compare_articles",
        "mark_stale_articles",
        "open_check",
        "publish_due",
        "record_change",
        "record_failed_deflection",
        "record_feedback",
        "record_result",
        "remind_of_reviews",
        "settle_publication",
        "settle_translation",
        "setup_knowledge_base",
    },
    "notifications": {"unsubscribe"},
}


def modules(*apps: str) -> Iterator[Path]:
    """Yield our Python files, migrations left out."""
    for app in apps or APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def names_imported(path: Path) -> set[str]:
    """Return the top-level packages a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_layers_hold() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_only_search_knows_a_search_engine() -> None:
    engines = {"tantivy", "elasticsearch", "elastic_transport", "opensearchpy"}
    others = [app for app in APPS if app != "search"]
    assert [path for path in modules(*others) if names_imported(path) & engines] == []


def declared_safe(path: Path) -> Iterator[int]:
    """Yield lines that call `mark_safe` or `SafeString` with anything but a literal."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if called in {"mark_safe", "SafeString", "SafeText"} and not isinstance(
            node.args[0], ast.Constant
        ):
            yield node.lineno


def test_html_is_declared_safe_only_where_it_was_made_safe() -> None:
    guilty = [
        f"{name}:{line}"
        for path in modules()
        if not (name := str(path.relative_to(ROOT))).startswith(tuple(MARKS_SAFE))
        for line in declared_safe(path)
    ]
    assert guilty == []


def test_templates_declare_safe_only_what_was_cleaned_on_the_way_in() -> None:
    guilty = []
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        text = CLEANED_FIELD.sub("", path.read_text())
        if name not in SAFE_IN_TEMPLATES and re.search(r"\|\s*safe(seq)?\b|autoescape off", text):
            guilty.append(name)
    assert guilty == []


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): length
        for path in [*modules(), *modules("tests")]
        if (length := len(path.read_text().splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_module_is_a_collection_of_odds_and_ends() -> None:
    forbidden = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in modules() if path.name in forbidden] == []


def use_cases() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield app and definition of each use case: a public service that is a transaction."""
    for app in APPS:
        for path in modules(app):
            if "services" not in path.relative_to(ROOT).with_suffix("").parts:
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    decorators = {ast.unparse(item) for item in node.decorator_list}
                    if any(text.startswith("transaction.atomic") for text in decorators):
                        yield app, node


def test_there_are_use_cases_in_every_app_that_writes() -> None:
    apps = {app for app, _node in use_cases()}
    assert {"accounts", "community", "kb", "moderation", "notifications"} <= apps


def test_use_cases_take_their_arguments_by_name_only() -> None:
    positional = [
        f"{app}: {node.name}"
        for app, node in use_cases()
        if node.args.args or node.args.posonlyargs
    ]
    assert positional == []


def test_use_cases_say_who_acts() -> None:
    anonymous: dict[str, set[str]] = {}
    for app, node in use_cases():
        if not {"actor", "actor_id"} & {argument.arg for argument in node.args.kwonlyargs}:
            anonymous.setdefault(app, set()).add(node.name)
    assert anonymous == NOBODY_ACTS


def test_no_model_hides_behaviour_in_save_or_delete() -> None:
    """A method that always refuses (NoReturn) hides nothing: it closes a door."""
    hidden = []
    for path in modules():
        if "models" not in str(path.relative_to(ROOT)):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef) or node.name not in MODEL_HOOKS:
                continue
            if node.returns is None or ast.unparse(node.returns) != "NoReturn":
                hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


def test_templates_say_nothing_a_content_policy_forbids() -> None:
    inline = re.compile(r"<script>|<style|\sstyle=\"|\son[a-z]+=\"|javascript:")
    own = [path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts]
    back_office = ("admin", "wagtailadmin")
    guilty = [
        str(path.relative_to(ROOT))
        for path in own
        if not set(back_office) & set(path.parts) and inline.search(path.read_text())
    ]
    assert guilty == []


def test_settings_have_their_defaults_in_the_settings() -> None:
    second_default = re.compile(r"getattr\(\s*settings,\s*[\"'][^\"']+[\"'],")
    found = [
        str(path.relative_to(ROOT)) for path in modules() if second_default.search(path.read_text())
    ]
    assert found == []

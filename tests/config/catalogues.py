"""Which texts of the product a catalogue lacks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation.template import templatize

from tests.app_names import APPS

FUNCTIONS: Final = frozenset(
    {
        *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
        *("pgettext", "pgettext_lazy", "npgettext"),
    }
)
CALL: Final = re.compile(r"""\b(?:n?gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def texts_of_python(source: str) -> Iterator[str]:
    """What is translated in a module; of singular and plural the singular."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        place = 1 if node.func.id.startswith(("pget", "npget")) else 0
        if node.func.id in FUNCTIONS and len(node.args) > place:
            value = node.args[place]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def texts_of_template(source: str) -> Iterator[str]:
    """What is translated in a template."""
    for match in CALL.finditer(templatize(source)):
        yield ast.literal_eval(match.group(1))


def texts_of_product() -> set[str]:
    """All that pages and mails say."""
    found: set[str] = set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(texts_of_python(path.read_text()))
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        if path.suffix in {".html", ".txt"}:
            found.update(texts_of_template(path.read_text()))
    return {text for text in found if text.strip()}


def translated_texts(po_file: Path) -> set[str]:
    """The texts for which a catalogue has words, without those it marks as doubtful."""
    found = set()
    for entry in po_file.read_text().split("\n\n"):
        fields = dict(_fields(entry))
        words = fields.get("msgstr") or fields.get("msgstr[0]")
        if words and not re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE):
            found.add(fields.get("msgid", ""))
    return found


def _fields(entry: str) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in entry.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        key, quote, rest = line.partition('"')
        if key.strip():
            if name:
                yield name, value
            name, value = key.strip(), ""
        value += ast.literal_eval(quote + rest)
    if name:
        yield name, value


def missing_texts(code: str) -> list[str]:
    """What pages would say in another language between words of this one."""
    po_file = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"
    translated = translated_texts(po_file) if po_file.is_file() else set()
    return sorted(texts_of_product() - translated)

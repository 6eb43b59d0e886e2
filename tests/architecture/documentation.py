"""Find what the documentation names and the code does not have: modules, files, settings, links."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.management import get_commands
from django.urls import get_resolver

from core.jobs import registered_jobs
from tests.app_names import APPS, ROOT
from tests.architecture.test_layers import modules

PACKAGES: Final = (*APPS, "tests")
SPAN: Final = re.compile(r"(`+)(.+?)\1")
FENCE: Final = re.compile(r"\s*(```+|~~~+)")
DOTTED: Final = re.compile(r"([A-Za-z_]\w*(?:\.\w+)+)(?:\(.*\))?")
PATH: Final = re.compile(r"[\w.<>*-]+(?:/[\w.<>*-]+)+/?|[\w.<>-]+/")
SETTING: Final = re.compile(r"\b(?:STOA|MODERATION)_[A-Z][A-Z_]*\b")
TARGET: Final = re.compile(r"\bmake ([a-z][a-z-]+)")
COMMAND: Final = re.compile(r"\bmanage\.py ([a-z_]+)")
JOB: Final = re.compile(r"\bjobs? `([a-z_]+)`")
ROUTE: Final = re.compile(r"([a-z]+):([a-z-]+)")
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
ENDINGS: Final = frozenset(
    {"css", "csv", "html", "js", "md", "py", "toml", "txt", "xml", "yaml", "yml"}
)


@dataclass(frozen=True)
class Line:
    """A line of a page; `code` is what stands in it as code."""

    page: Path
    number: int
    text: str
    code: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.number}"


def pages() -> list[Path]:
    """The documentation. The changelog is left out: it names what is gone."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def lines_of(page: Path, text: str | None = None) -> Iterator[Line]:
    """Yield the lines of a page; inside fences the whole line is code."""
    is_fenced = False
    source = page.read_text() if text is None else text
    for number, line in enumerate(source.splitlines(), start=1):
        if FENCE.match(line):
            is_fenced = not is_fenced
            continue
        spans = tuple(match[2].strip() for match in SPAN.finditer(line))
        yield Line(page, number, line, (line,) if is_fenced else spans)


def problems_in(line: Line) -> Iterator[str]:
    """Yield each name of a line that stands for nothing."""
    for find in (_wrong_names, _wrong_words, _wrong_links):
        for problem in find(line):
            yield f"{line.place}: {problem}"


def _wrong_names(line: Line) -> Iterator[str]:
    for code in line.code:
        if (match := DOTTED.fullmatch(code)) and not _is_dotted_name(match[1]):
            yield f"there is no {match[1]}"
        elif PATH.fullmatch(code) and not _is_path(code):
            yield f"there is no file {code}"
        elif (match := ROUTE.fullmatch(code)) and not _is_route(match[1], match[2]):
            yield f"there is no URL named {code}"


def _wrong_words(line: Line) -> Iterator[str]:
    code = " ".join(line.code)
    kinds: tuple[tuple[str, re.Pattern[str], str, Callable[[], frozenset[str]]], ...] = (
        ("setting", SETTING, line.text, setting_names),
        ("make target", TARGET, code, _targets),
        ("command", COMMAND, code, lambda: frozenset(get_commands())),
        ("job", JOB, line.text, job_names),
    )
    for kind, pattern, text, known in kinds:
        for name in pattern.findall(text):
            if name not in known():
                yield f"there is no {kind} {name}"


def _wrong_links(line: Line) -> Iterator[str]:
    for target in LINK.findall(line.text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (line.page.parent / name).resolve() if name else line.page
        if not page.exists():
            yield f"the link {target} leads nowhere"
        elif anchor and anchor not in _anchors(page):
            yield f"{page.name} has no heading #{anchor}"


def _is_dotted_name(name: str) -> bool:
    """Whether it exists; names that do not begin with a package or class of ours may be others'."""
    first, *rest = name.split(".")
    if rest[-1] in ENDINGS:
        return True
    if first in PACKAGES:
        return name in _permissions() or _resolves(name)
    classes = _classes().get(first)
    return classes is None or any(_has(getattr(*each), rest) for each in classes)


def _resolves(name: str) -> bool:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return _has(module, parts[length:])
    return False


def _has(thing: Any, names: list[str]) -> bool:
    """Whether it has that attribute of an attribute of …; a model has its fields as well."""
    for name in names:
        if not hasattr(thing, name):
            return name in getattr(thing, "__annotations__", {})
        thing = getattr(thing, name)
    return True


@cache
def _classes() -> dict[str, list[tuple[Any, str]]]:
    """Classes at the top of our modules by name, as what `getattr` takes."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for path in modules():
        names = [node.name for node in ast.parse(path.read_text()).body if _is_class(node)]
        if names and "management" not in path.parts:
            module = importlib.import_module(_module_name(path))
            for name in names:
                found.setdefault(name, []).append((module, name))
    return found


def _is_class(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef)


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _permissions() -> frozenset[str]:
    found = set()
    for model in apps.get_models():
        meta = model._meta
        own = [codename for codename, _label in meta.permissions]
        default = [get_permission_codename(act, meta) for act in meta.default_permissions]
        found |= {f"{meta.app_label}.{codename}" for codename in own + default}
    return frozenset(found)


def _is_path(code: str) -> bool:
    """Whether a file of ours exists; a name in angle brackets stands for any."""
    first = code.partition("/")[0]
    if not (ROOT / first).exists() and not code.endswith(".py"):
        return True
    pattern = re.sub(r"<[^<>]+>", "*", code.rstrip("/"))
    return any(ROOT.glob(pattern))


def _is_route(namespace: str, name: str) -> bool:
    known = get_resolver().namespace_dict.get(namespace)
    return namespace not in PACKAGES or known is None or name in known[1].reverse_dict


@cache
def setting_names() -> frozenset[str]:
    """Settings that our code reads or sets, by whatever way."""
    found: set[str] = set()
    for path in modules(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "id", None) or getattr(node, "attr", None)
            name = name or getattr(node, "value", None)
            if isinstance(name, str) and SETTING.fullmatch(name):
                found.add(name)
    return frozenset(found)


@cache
def environment_names() -> frozenset[str]:
    """What the settings of a site and its server read from the environment."""
    pattern = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*"(STOA_\w+)"|environ\["(STOA_\w+)"\]""")
    paths = [path for path in modules("config") if path != ROOT / "config/settings/test.py"]
    found = [match for path in paths for match in pattern.findall(path.read_text())]
    return frozenset(name for match in found for name in match if name)


def job_names() -> frozenset[str]:
    """The scheduled jobs."""
    return frozenset(job.name for job in registered_jobs())


@cache
def _targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def _anchors(page: Path) -> frozenset[str]:
    """The headings of a page as links name them."""
    titles = [line.text.lstrip("# ") for line in lines_of(page) if line.text.startswith("#")]
    return frozenset(re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles)

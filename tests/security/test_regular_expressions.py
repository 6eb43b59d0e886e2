"""No pattern of the product takes more than linear time, whatever text it is given."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.app_names import APPS
from tests.security.pumping import (
    SECONDS_LOOKED_AT,
    SIZE,
    grows_too_fast,
    hostile_texts,
    seconds_of,
)

pytestmark = pytest.mark.long

PATIENCE = 5
"""Seconds of processor time after which a pattern still at work is called exponential."""


def modules() -> Iterator[Any]:
    for app in APPS:
        package = importlib.import_module(app)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations." not in found.name and ".settings." not in found.name:
                yield importlib.import_module(found.name)


def patterns_in(value: object) -> Iterator["re.Pattern[str]"]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from patterns_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from patterns_in(item)


def all_patterns() -> dict["re.Pattern[str]", str]:
    found: dict[re.Pattern[str], str] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
    return found


@contextmanager
def patience() -> Iterator[None]:
    def give_up(*_args: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


Work = Callable[[str], object]


def uses_of(name: str) -> set[str]:
    """The methods that are called of a pattern by its name where it can be known by it."""
    module, _dot, own = name.rpartition(".")
    places = [module] if own.startswith("_") else APPS
    uses: set[str] = set()
    for place in places:
        path = Path(*place.split("."))
        files = [path.with_suffix(".py"), path / "__init__.py"]
        for file in files if own.startswith("_") else path.rglob("*.py"):
            if file.is_file():
                uses |= set(re.findall(rf"\b{re.escape(own)}\.(\w+)\(", file.read_text()))
    return uses


def work_of(pattern: "re.Pattern[str]", name: str) -> Work:
    """What the product does with a pattern: tries it at the beginning, or looks everywhere."""
    uses = uses_of(name)
    if uses and uses <= {"match", "fullmatch"}:
        return pattern.fullmatch if uses == {"fullmatch"} else pattern.match
    return lambda text: sum(1 for _found in pattern.finditer(text))


def slow_text(pattern: "re.Pattern[str]", work: Work) -> str:
    """A text (its beginning) that takes more than linear time; empty where there is none."""
    for place, text in enumerate(hostile_texts(pattern, SIZE)):
        short = hostile_texts(pattern, 40)[place]

        def grow(size: int, place: int = place) -> None:
            work(hostile_texts(pattern, size)[place])

        try:
            with patience():
                work(short)
                if seconds_of(lambda text=text: work(text)) < SECONDS_LOOKED_AT:  # type: ignore[misc]
                    continue
                if grows_too_fast(grow, SIZE, SECONDS_LOOKED_AT):
                    return ascii(short)
        except TimeoutError:
            return f"{short!a} (without an end)"
    return ""


def everywhere(pattern: "re.Pattern[str]") -> Work:
    return lambda text: sum(1 for _found in pattern.finditer(text))


@pytest.mark.parametrize(
    ("pattern", "is_linear"),
    [
        (r"\]\(((?:https?):[^()\s]+(?: [^()\n]+)+)\)", False),
        (r"\s+$", False),
        (r"<b>.*?</b>", False),
        (r"<b>[^<]*</b>", True),
        (r"\w+", True),
    ],
)
def test_the_pump_finds_what_it_is_there_for(pattern: str, is_linear: bool) -> None:
    compiled = re.compile(pattern)
    assert (slow_text(compiled, everywhere(compiled)) == "") is is_linear


def test_every_pattern_of_the_product_is_linear() -> None:
    slow = {
        name: f"{pattern.pattern!a} with {text}"
        for pattern, name in all_patterns().items()
        if (text := slow_text(pattern, work_of(pattern, name)))
    }
    assert slow == {}

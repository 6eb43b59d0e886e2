"""No pattern of the product takes more than linear time, whatever text it is given."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.security.pumping import SECONDS_LOOKED_AT, SIZE, grows_too_fast, hostile_texts

APPS = (
    *("accounts", "community", "kb", "gamification", "search", "moderation", "notifications"),
    *("demo", "config"),
)
PATIENCE = 20
"""Seconds after which a pattern that is still at work is called exponential."""


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

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def is_slow(pattern: "re.Pattern[str]", size: int) -> str:
    """A text (its beginning) that the pattern is slow with; empty where there is none."""
    for small, full in zip(hostile_texts(pattern, 40), hostile_texts(pattern, size), strict=True):
        try:
            with patience():
                list(pattern.finditer(small))
                list(pattern.finditer(full))
        except TimeoutError:
            return f"{small!r} (without an end)"
        place = [*hostile_texts(pattern, size)].index(full)

        def work(number: int, place: int = place) -> None:
            text = [*hostile_texts(pattern, number)][place]
            for _found in pattern.finditer(text):
                pass

        if grows_too_fast(work, size, SECONDS_LOOKED_AT):
            return repr(small)
    return ""


def test_the_pump_finds_what_it_is_there_for() -> None:
    assert is_slow(re.compile(r"\]\(((?:https?):[^()\s]+(?: [^()\n]+)+)\)"), SIZE)
    assert is_slow(re.compile(r"\s+$"), SIZE)
    assert is_slow(re.compile(r"<b>.*?</b>"), SIZE)
    assert not is_slow(re.compile(r"<b>[^<]*</b>"), SIZE)


def test_every_pattern_of_the_product_is_linear() -> None:
    slow = {
        name: f"{pattern.pattern} with {text}"
        for pattern, name in all_patterns().items()
        if (text := is_slow(pattern, SIZE))
    }
    assert slow == {}

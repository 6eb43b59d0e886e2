"""System checks: wrong reputation settings stop the start, one clear line each."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error

from gamification.rules import POINTS, PRESETS, PRIVILEGES

KEYS: Final = ("preset", "points", "privileges", "daily_cap")


def check_reputation_settings(**kwargs: Any) -> list[CheckMessage]:
    """Report what is wrong with `settings.STOA_REPUTATION`."""
    value = settings.STOA_REPUTATION
    if not isinstance(value, Mapping):
        return [Error("STOA_REPUTATION must be a mapping.", id="gamification.E001")]
    return [Error(f"STOA_REPUTATION: {text}", id="gamification.E002") for text in _faults(value)]


def _faults(value: Mapping[str, Any]) -> Iterator[str]:
    for key in value:
        if key not in KEYS:
            yield f"unknown key {key!r}; known are {', '.join(KEYS)}."
    if value.get("preset", PRESETS[0]) not in PRESETS:
        yield f"preset {value['preset']!r} is none of {', '.join(PRESETS)}."
    cap = value.get("daily_cap", 1)
    if not _is_whole(cap) or cap < 1:
        yield f"daily_cap must be a whole number of at least 1, not {cap!r}."
    yield from _number_faults(value, "points", {str(reason) for reason in POINTS})
    yield from _number_faults(value, "privileges", {p.permission for p in PRIVILEGES})


def _number_faults(value: Mapping[str, Any], key: str, names: set[str]) -> Iterator[str]:
    numbers = value.get(key, {})
    if not isinstance(numbers, Mapping):
        yield f"{key} must be a mapping."
        return
    for name, number in numbers.items():
        if name not in names:
            yield f"{key} knows no {name!r}."
        elif not _is_whole(number):
            yield f"{key}[{name!r}] must be a whole number, not {number!r}."


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

"""What a fresh site needs besides its tables: each app registers one idempotent function."""

from collections.abc import Callable

SetupFunction = Callable[[], None]

_functions: list[SetupFunction] = []


def register_setup(function: SetupFunction) -> SetupFunction:
    """Add `function` to what `manage.py setup_site` runs; it must be harmless to run again."""
    if function not in _functions:
        _functions.append(function)
    return function


def registered_setup() -> tuple[SetupFunction, ...]:
    """Return the functions in the order of registration (lower apps first)."""
    return tuple(_functions)

"""Dependencies that must work for the site to be ready; each app registers its own."""

from collections.abc import Callable

HealthCheck = Callable[[], str]

_checks: dict[str, HealthCheck] = {}
_can_do_without: set[str] = set()


def register_health_check(name: str, check: HealthCheck, *, essential: bool = True) -> None:
    """Add a check: it returns what is wrong in a few words, or "" when all is well.

    Without what is not essential pages still answer, less well.
    """
    _checks[name] = check
    if not essential:
        _can_do_without.add(name)


def failing_checks() -> dict[str, str]:
    """Run all checks and return what is wrong by name."""
    return {name: problem for name, check in _checks.items() if (problem := _run(check))}


def is_ready(failing: dict[str, str]) -> bool:
    """Whether pages answer although these checks fail."""
    return failing.keys() <= _can_do_without


def _run(check: HealthCheck) -> str:
    try:
        return check() or ""
    except Exception as exc:  # noqa: BLE001 (whatever it is, the dependency does not work)
        return f"{type(exc).__name__}: {exc}"

"""Dependencies that must work for the site to be ready; each app registers its own."""

from collections.abc import Callable

HealthCheck = Callable[[], str]

_checks: dict[str, HealthCheck] = {}


def register_health_check(name: str, check: HealthCheck) -> None:
    """Add a check: it returns what is wrong in a few words, or "" when all is well."""
    _checks[name] = check


def failing_checks() -> dict[str, str]:
    """Run all checks and return what is wrong by name; empty when the site is ready."""
    return {name: problem for name, check in _checks.items() if (problem := _run(check))}


def _run(check: HealthCheck) -> str:
    try:
        return check() or ""
    except Exception as exc:  # noqa: BLE001 (whatever it is, the dependency does not work)
        return f"{type(exc).__name__}: {exc}"

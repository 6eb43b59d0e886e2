"""How far somebody is from a privilege. The app that grants privileges by points says it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.http import User

Person: TypeAlias = "User | AnonymousUser"


@dataclass(frozen=True)
class Shortage:
    """Points that a privilege needs, and the fewer points that somebody has."""

    needs: int
    have: int


Measure = Callable[[Person, str], Shortage | None]

_measures: list[Measure] = []


def register_measure(measure: Measure) -> None:
    """Add a way to earn privileges; adding it twice is harmless."""
    if measure not in _measures:
        _measures.append(measure)


def find_shortage(person: Person, permission: str) -> Shortage | None:
    """What is missing to a permission; None where it is held or cannot be earned."""
    if person.has_perm(permission):
        return None
    found = (measure(person, permission) for measure in _measures)
    return next((shortage for shortage in found if shortage), None)

"""What somebody may not do yet, in words they can act on.

The forum asks for permissions and knows no points. Whoever grants them (`gamification`) registers
here how to say what is missing.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from community.permissions import Person

Explanation = Callable[["Person", str], str]

_explanations: list[Explanation] = []


def register_explanation(explain: Explanation) -> None:
    """Add who explains a missing permission; adding it twice is harmless."""
    if explain not in _explanations:
        _explanations.append(explain)


def explain_missing(person: "Person", permission: str) -> str:
    """Say what it takes to be granted the permission."""
    for explain in _explanations:
        if words := explain(person, permission):
            return words
    return _("You may not do this yet.")

"""Privileges by reputation, as Django permissions."""

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import ngettext

from core.privileges import Shortage
from core.templatetags.components import number_in_full
from gamification.rules import FLOOR, current_rules, shown

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from accounts.models import User

    Person = User | AnonymousUser

CACHE_ATTRIBUTE: Final = "_privileges_by_points"
POINTS_ATTRIBUTE: Final = "_points_read"


class PrivilegeBackend:
    """Grants the permissions whose threshold a person's points reach.

    It signs nobody in, and has no `get_user`, so that no session can name it as its backend. A
    person's points are read once and kept on the user object, which lives as long as a request.
    """

    def authenticate(self, request: "HttpRequest | None", **credentials: Any) -> None:
        """Return nobody: points are no credentials."""

    def get_user_permissions(self, user_obj: "Person", obj: object = None) -> set[str]:
        """Return what the person's points unlock; nothing for the inactive and for objects."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, CACHE_ATTRIBUTE):
            setattr(user_obj, CACHE_ATTRIBUTE, self._permissions(user_obj))
        return set(getattr(user_obj, CACHE_ATTRIBUTE))

    def get_all_permissions(self, user_obj: "Person", obj: object = None) -> set[str]:
        """Return the same as `get_user_permissions`: points come without groups."""
        return self.get_user_permissions(user_obj, obj)

    def has_perm(self, user_obj: "Person", perm: str, obj: object = None) -> bool:
        """Answer whether the person's points reach the threshold of `perm`."""
        if perm not in current_rules().thresholds:
            return False
        return perm in self.get_user_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: "Person", app_label: str) -> bool:
        """Answer no: privileges of members open no section of the admin site."""
        return False

    def _permissions(self, user_obj: "Person") -> frozenset[str]:
        points = _points_of(user_obj)
        setattr(user_obj, POINTS_ATTRIBUTE, points)
        return current_rules().permissions_at(points)


def _points_of(person: "Person") -> int:
    from gamification.models import ReputationTotal  # noqa: PLC0415 (loaded before the apps)

    points = ReputationTotal.objects.filter(user=person.pk).values_list("points", flat=True)
    return shown(points.first() or 0)


def measure_by_points(person: "Person", permission: str) -> Shortage | None:
    """How many points are missing to a permission; None where points are not what is missing."""
    needs = current_rules().thresholds.get(permission)
    if needs is None or not person.is_active or person.is_anonymous:
        return None
    have = _points_of(person)
    return Shortage(needs=needs, have=have) if have < needs else None


def explain_points(person: "Person", permission: str) -> str:
    """Say from how many points a permission is held, and how many the person has."""
    threshold = current_rules().thresholds.get(permission)
    if threshold is None or not person.is_authenticated:
        return ""
    if not hasattr(person, POINTS_ATTRIBUTE):
        person.has_perm(permission)
    words = ngettext(
        "From %(least)s point; you have %(points)s.",
        "From %(least)s points; you have %(points)s.",
        threshold,
    )
    points = getattr(person, POINTS_ATTRIBUTE, FLOOR)
    return words % {"least": number_in_full(threshold), "points": number_in_full(points)}

"""Rules of permission: a `check_can_…` raises why something is not allowed.

Services and views call the check; `can_…`, for templates, is derived from it, so that the rule and
its reason cannot come apart. Each app decides for itself what is allowed.

Reasons are lazy: a page asks `can_…` a hundred times, and nobody reads why not.
"""

from collections.abc import Callable
from typing import ParamSpec

from django.utils.translation import gettext_lazy as _

from core.errors import AuthenticationRequired, DomainError, PermissionRefused, Text
from core.privileges import Person

P = ParamSpec("P")


def check_signed_in(actor: Person) -> None:
    """Raise unless somebody is signed in."""
    if not actor.is_authenticated:
        raise AuthenticationRequired(_("Please sign in first."))


def check_permission(actor: Person, permission: str, message: Text) -> None:
    """Raise unless somebody is signed in and holds a permission."""
    check_signed_in(actor)
    if not actor.has_perm(permission):
        raise PermissionRefused(message, actor=actor, privilege=permission)


def allowed_by(check: Callable[P, None]) -> Callable[P, bool]:
    """Return the yes or no of a check."""

    def is_allowed(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except DomainError:
            return False
        return True

    return is_allowed

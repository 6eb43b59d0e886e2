"""Turning a no into an error in the person's words; each app decides for itself what is allowed."""

from django.utils.translation import gettext as _

from core.errors import AuthenticationRequired, PermissionRefused
from core.privileges import Person, find_shortage


def require(allowed: bool, actor: Person, message: str, *, privilege: str = "") -> None:
    """Raise where something is not allowed: sign in first, or the reason why not.

    `privilege` is the permission that would allow it; the error says how far away it is.
    """
    if allowed:
        return
    if not actor.is_authenticated:
        raise AuthenticationRequired(_("Please sign in first."))
    shortage = find_shortage(actor, privilege) if privilege else None
    raise PermissionRefused(message, shortage=shortage)

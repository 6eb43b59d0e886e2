"""Who may report, see the queue and decide; the one place that answers for moderation."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from core.errors import AuthenticationRequired, PermissionRefused
from core.privileges import find_shortage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Person = User | AnonymousUser

FLAG: Final = "moderation.flag_post"
TRUSTED_FLAG: Final = "moderation.trusted_flag"
VIEW_QUEUE: Final = "moderation.view_queue"
RESOLVE_FLAGS: Final = "moderation.resolve_flags"
VIEW_AUDIT_LOG: Final = "moderation.view_auditentry"

MODERATOR_PERMISSIONS: Final = (
    FLAG,
    TRUSTED_FLAG,
    VIEW_QUEUE,
    RESOLVE_FLAGS,
    VIEW_AUDIT_LOG,
    "community.moderate",
    "community.see_deleted_posts",
    "community.close_questions",
)


def can_flag(user: "Person") -> bool:
    return user.is_authenticated and user.has_perm(FLAG)


def is_trusted_flagger(user: "Person") -> bool:
    return user.has_perm(TRUSTED_FLAG)


def can_view_queue(user: "Person") -> bool:
    return user.is_authenticated and user.has_perm(VIEW_QUEUE)


def can_resolve_flags(user: "Person") -> bool:
    return user.is_authenticated and user.has_perm(RESOLVE_FLAGS)


def can_view_audit_log(user: "Person") -> bool:
    return user.is_authenticated and user.has_perm(VIEW_AUDIT_LOG)


def check_may_flag(user: "Person") -> None:
    """Raise unless the person may report anything at all."""
    if not user.is_authenticated:
        raise AuthenticationRequired(_("Sign in to report something."))
    if not can_flag(user):
        text = _("Your account may not report posts yet.")
        raise PermissionRefused(text, shortage=find_shortage(user, FLAG))


def check_may_resolve(user: "Person") -> None:
    """Raise unless the person may decide on what is in the queue."""
    if not can_resolve_flags(user):
        raise PermissionRefused(_("Only moderators decide on reports."))

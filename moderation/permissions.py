"""Who may report, see the queue and decide; the one place that answers for moderation."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from core.errors import AuthenticationRequired
from core.permissions import allowed_by, check_permission

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


def check_can_flag(user: "Person") -> None:
    if not user.is_authenticated:
        raise AuthenticationRequired(_("Sign in to report something."))
    check_permission(user, FLAG, _("Your account may not report posts yet."))


def is_trusted_flagger(user: "Person") -> bool:
    return user.has_perm(TRUSTED_FLAG)


def check_can_view_queue(user: "Person") -> None:
    check_permission(user, VIEW_QUEUE, _("This page is for moderators."))


can_view_queue = allowed_by(check_can_view_queue)


def check_can_resolve_flags(user: "Person") -> None:
    check_permission(user, RESOLVE_FLAGS, _("Only moderators decide on reports."))


def check_can_view_audit_log(user: "Person") -> None:
    check_permission(user, VIEW_AUDIT_LOG, _("This page is for moderators."))

"""Who may do what with accounts: the only place that decides it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from core.errors import PermissionRefused
from core.permissions import check_permission, check_signed_in
from core.privileges import Person


def check_can_edit_profile(actor: Person, person: User) -> None:
    check_signed_in(actor)
    if actor.pk != person.pk and not actor.is_superuser:
        raise PermissionRefused(_("This is not your profile."))


def check_can_issue_token(actor: Person, person: User) -> None:
    check_signed_in(actor)
    if actor.pk != person.pk and not actor.is_superuser:
        raise PermissionRefused(_("You can create tokens only for yourself."))


def check_can_revoke_token(actor: Person, token: ApiToken) -> None:
    check_signed_in(actor)
    if actor.pk != token.user_id and not actor.is_superuser:
        raise PermissionRefused(_("This is not your token."))


def check_can_match_identities(actor: Person) -> None:
    """Imported accounts are matched with people by those who may change identities."""
    message = _("You may not match imported accounts with people.")
    check_permission(actor, "accounts.change_externalidentity", message)


def check_can_deactivate(actor: Person, person: User) -> None:
    """Accounts are closed by those who may delete people, one of an administrator by another."""
    check_permission(actor, "accounts.delete_user", _("You may not close accounts of others."))
    if actor.pk == person.pk:
        raise PermissionRefused(_("You cannot close your own account here."))
    if person.is_superuser and not actor.is_superuser:
        raise PermissionRefused(_("Only administrators close the account of one."))

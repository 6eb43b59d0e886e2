"""Imported people become members: they prove an email address, or an administrator matches them."""

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from accounts.models import ExternalIdentity, User
from accounts.permissions import check_can_match_identities
from core.errors import Conflict, InvalidInput
from core.fields import fold_email
from core.languages import page_language


class AlreadyClaimed(Conflict):
    """Somebody signs in with this account already."""

    code = "already_claimed"


@transaction.atomic
def claim_imported_account(*, user: User, email: str) -> bool:
    """Hand an imported account to whoever has proved that `email` is theirs.

    Returns whether there was anything to claim. It becomes the verified email of the account.
    """
    pending = ExternalIdentity.objects.select_for_update(no_key=True).filter(
        user=user, claimed_at=None
    )
    if not email or fold_email(user.email) != fold_email(email) or not pending.exists():
        return False
    pending.update(claimed_at=timezone.now())
    record, _created = EmailAddress.objects.get_or_create(
        user=user, email=fold_email(user.email), defaults={"primary": True, "verified": True}
    )
    if not (record.verified and record.primary):
        record.verified = record.primary = True
        record.save(update_fields=["verified", "primary"])
    return True


@transaction.atomic
def invite(*, actor: User, identity: ExternalIdentity, email: str) -> None:
    """Match an imported account with an email address and mail a link that claims it.

    Only who may change users may do this. An account that is claimed stays its owner's.
    """
    check_can_match_identities(actor)
    locked = ExternalIdentity.objects.select_for_update(no_key=True).get(pk=identity.pk)
    if locked.claimed_at is not None:
        raise AlreadyClaimed(_("This account has an owner already."))
    email = fold_email(email)
    user = User.objects.select_for_update(no_key=True).get(pk=locked.user_id)
    taken = User.objects.filter(email=email).exclude(pk=user.pk).exists()
    if taken or EmailAddress.objects.filter(email=email).exclude(user=user).exists():
        raise InvalidInput(fields={"email": [_("Another account uses this email address.")]})
    user.email = email
    user.save(update_fields=["email"])
    transaction.on_commit(lambda: _send_claim_mail(user))


def _send_claim_mail(user: User) -> None:
    with translation.override(page_language(user)):
        context = {"person": user, "site_name": settings.SITE_NAME, "url": claim_url(user)}
        send_mail(
            subject=_("Your account at %(site)s") % {"site": settings.SITE_NAME},
            message=render_to_string("accounts/email/claim.txt", context),
            from_email=None,
            recipient_list=[user.email],
        )


def claim_url(user: User) -> str:
    """Return the one-time URL at which the receiver of the email sets a password."""
    key = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": key}
    )
    return settings.STOA_BASE_URL + path

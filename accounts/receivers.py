"""Reactions to what allauth reports: a proved address claims an imported account."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.dispatch import receiver

from accounts.models import User
from accounts.services.identities import claim_imported_account


@receiver(password_reset, dispatch_uid="accounts.claim_by_reset")
def claim_by_reset(*, user: User, **kwargs: Any) -> None:
    """The link of a reset was mailed to the account's address: following it proves the address."""
    claim_imported_account(user=user, email=user.email)


@receiver(email_confirmed, dispatch_uid="accounts.claim_by_confirmation")
def claim_by_confirmation(*, email_address: EmailAddress, **kwargs: Any) -> None:
    """A confirmed address claims the account it belongs to."""
    claim_imported_account(user=email_address.user, email=email_address.email)

"""Reactions to sign-ins and to what allauth reports: a proved email address claims an account."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.services.identities import claim_imported_account


@receiver(password_reset, dispatch_uid="accounts.claim_by_reset")
def claim_by_reset(*, user: User, **kwargs: Any) -> None:
    """Following the link of a reset proves the email address that it was sent to."""
    claim_imported_account(user=user, email=user.email)


@receiver(email_confirmed, dispatch_uid="accounts.claim_by_confirmation")
def claim_by_confirmation(*, email_address: EmailAddress, **kwargs: Any) -> None:
    """A confirmed email address claims the account it belongs to."""
    claim_imported_account(user=email_address.user, email=email_address.email)


@receiver(user_logged_in, dispatch_uid="accounts.end_visit")
def end_visit(*, request: HttpRequest, **kwargs: Any) -> None:
    """A visitor's session, which may end in a day, becomes a member's and lasts as those do."""
    request.session.set_expiry(None)

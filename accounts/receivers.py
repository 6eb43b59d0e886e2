"""Reactions to sign-ins and to what allauth reports: a proved email address claims an account."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.services.identities import claim_imported_account
from accounts.services.leaving import end_access


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


@receiver(post_save, sender=User, dispatch_uid="accounts.end_access")
def end_access_of_inactive(
    *, instance: User, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """Whichever form makes somebody inactive, their sessions and tokens end with it."""
    is_saved = update_fields is None or "is_active" in update_fields
    if is_saved and not instance.is_active and not created:
        end_access(people=[instance])
        instance.refresh_from_db(fields=["session_epoch"])

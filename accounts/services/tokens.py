"""Keys to the API: made once, shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.models.token import LABEL_MAX_LENGTH
from accounts.permissions import check_can_issue_token, check_can_revoke_token
from core.errors import InvalidInput
from core.unicode import shorten_to_fit

SECRET_BYTES: Final = 32
SCHEME: Final = "stoa_"
PREFIX_LENGTH: Final = 12
MAX_ACTIVE_TOKENS: Final = 20
LAST_USED_RESOLUTION: Final = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """Return what is stored instead of a secret (long and random: no salt is needed)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, actor: User, user: User, label: str = "", expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token for `user` and return it with its secret, which is nowhere kept."""
    check_can_issue_token(actor, user)
    if not user.is_active:
        raise InvalidInput(_("This account is not active."))
    active = ApiToken.objects.filter(user=user, revoked_at=None).count()
    if active >= MAX_ACTIVE_TOKENS:
        raise InvalidInput(_("You have too many tokens. Revoke one you do not use."))
    secret = SCHEME + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        user=user,
        label=shorten_to_fit(label, LABEL_MAX_LENGTH),
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        expires_at=expires_at,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> ApiToken:
    """Close a token for good; revoking it again changes nothing."""
    check_can_revoke_token(actor, token)
    locked = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
    return locked


def authenticate_token(*, secret: str) -> ApiToken | None:
    """Return the active token of `secret` with its user, or None. Notes the use, at most once a
    minute.
    """
    if not secret.startswith(SCHEME):
        return None
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None or not token.is_active or not token.user.is_active:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_RESOLUTION:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token

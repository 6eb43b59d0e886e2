"""How the API knows who asks, and the people it shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import HttpBearer, SessionAuth

from accounts.errors import AuthenticationRequired
from accounts.models import User
from accounts.ratelimits import check_rate, rate_key
from accounts.services.tokens import authenticate_token


class TokenAuth(HttpBearer):
    """`Authorization: Bearer <token>`. A token that does not open is an error, never a visitor."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Return the owner of the token and make it `request.user`."""
        found = authenticate_token(secret=token)
        if found is None:
            raise AuthenticationRequired(_("This token is unknown, expired or revoked."))
        check_rate(actor_or_key=found.user, action="api", scope=str(found.pk))
        request.user = found.user
        return found.user


class VisitorAuth(SessionAuth):
    """The session when there is one (with CSRF), else nobody in particular."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return whoever asks; visitors are counted by address."""
        if request.user.is_authenticated:
            return super().__call__(request)
        check_rate(actor_or_key=rate_key(request), action="api")
        return request.user


SIGNED_IN = [TokenAuth(), SessionAuth()]
ANYBODY = [TokenAuth(), VisitorAuth()]

router = Router(tags=["users"])

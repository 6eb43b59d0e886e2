"""How the API knows who asks, and the people it shows."""

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from pydantic import AfterValidator, ConfigDict

from accounts.models import User
from accounts.selectors import get_person, list_facts
from accounts.services.tokens import authenticate_token
from core.errors import AuthenticationRequired, PermissionRefused
from core.rate_limits import check_rate, rate_key


class TokenAuth(HttpBearer):
    """`Authorization: Bearer <token>`. A token that does not open is an error, never a visitor."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Return the owner of the token and make it `request.user`."""
        found = authenticate_token(secret=token)
        if found is None:
            raise AuthenticationRequired(_("This token is unknown, expired or revoked."))
        check_rate(actor_or_key=found.user, action="api")
        request.user = found.user
        return found.user


class MissingCsrf(PermissionRefused):
    """A session is there, but nothing shows that the request comes from its pages."""

    code = "csrf_failed"
    default_message = _("The request carries no valid CSRF token.")


class MemberSession(SessionAuth):
    """The session of somebody who is signed in, with CSRF; without one it says nothing.

    Its calls count together with those of the person's tokens.
    """

    def __call__(self, request: HttpRequest) -> Any:
        """Return whoever is signed in."""
        return super().__call__(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the person, whose call is counted."""
        user = super().authenticate(request, key)
        if user is not None:
            check_rate(actor_or_key=user, action="api")
        return user

    def _get_key(self, request: HttpRequest) -> str | None:
        try:
            return super()._get_key(request)
        except HttpError as error:
            raise MissingCsrf from error


class VisitorAuth(MemberSession):
    """The session when there is one (with CSRF), else nobody in particular."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return whoever asks; visitors are counted by network."""
        if request.user.is_authenticated:
            return super().__call__(request)
        check_rate(actor_or_key=rate_key(request), action="api")
        return request.user


def _with_host(url: str) -> str:
    return settings.STOA_BASE_URL + url if url.startswith("/") else url


AbsoluteUrl = Annotated[str, AfterValidator(_with_host)]
"""A page of the site; schemas are filled with its path and answer with its whole URL."""

SIGNED_IN = [TokenAuth(), MemberSession()]
ANYBODY = [TokenAuth(), VisitorAuth()]

router = Router(tags=["users"])


class UserOut(Schema):
    """A person in public. Other apps add what they know, such as `reputation`."""

    model_config = ConfigDict(extra="allow")

    username: str
    name: str
    url: AbsoluteUrl
    bio: str
    location: str
    website: str
    joined_at: datetime


@router.get("/users/{username}", response=UserOut, auth=ANYBODY, summary="A person")
def get_user(request: HttpRequest, username: str) -> JsonResponse:
    """Return a person's public profile with what other apps know of them."""
    person = get_person(username)
    body = UserOut(
        username=person.username,
        name=person.name,
        url=person.get_absolute_url(),
        bio=person.bio,
        location=person.location,
        website=person.website,
        joined_at=person.date_joined,
    ).model_dump(mode="json")
    body.update({fact.name: fact.value for fact in list_facts(person)})
    return JsonResponse(body)

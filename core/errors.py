"""Errors that services raise and that pages and the API know how to answer.

Apps subclass these for a named error; `code` is stable and machine readable, the message is for
people and translatable.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.privileges import Person, find_shortage

Text = str | Promise
FieldErrors = Mapping[str, Sequence[Text]]


class DomainError(Exception):
    """A use case was refused: nothing has been changed."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    default_message: ClassVar[Text] = _("This cannot be done.")
    template: ClassVar[str] = "errors/domain_error.html"
    """The page that says so in a browser; it gets the error as `error`."""

    def __init__(self, message: Text | None = None, *, fields: FieldErrors | None = None) -> None:
        self.message: Text = self.default_message if message is None else message
        self.fields: dict[str, list[Text]] = {
            name: list(errors) for name, errors in (fields or {}).items()
        }
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)

    @cached_property
    def details(self) -> dict[str, Any]:
        """What programs are told besides; plain values."""
        return {}


class InvalidInput(DomainError):
    """What was sent cannot be accepted; `fields` says which part and why."""

    code = "invalid_input"
    status = 422
    default_message = _("Please correct what is marked below.")


class AuthenticationRequired(DomainError):
    """Only for people who are signed in."""

    code = "authentication_required"
    status = 401
    default_message = _("Sign in to do this.")


class PermissionRefused(DomainError):
    """This person may not do this; `privilege` is the permission that would allow it to `actor`."""

    code = "permission_refused"
    status = 403
    default_message = _("You may not do this.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        fields: FieldErrors | None = None,
        actor: "Person | None" = None,
        privilege: str = "",
    ) -> None:
        super().__init__(message, fields=fields)
        self.actor = actor
        self.privilege = privilege

    @cached_property
    def details(self) -> dict[str, Any]:
        """Points that are needed and held; looked up only for a refusal that somebody reads."""
        if self.actor is None or not self.privilege:
            return {}
        shortage = find_shortage(self.actor, self.privilege)
        return {"needs": shortage.needs, "have": shortage.have} if shortage else {}


class NotFound(DomainError):
    """It does not exist, or this person may not know that it does."""

    code = "not_found"
    status = 404
    default_message = _("This does not exist.")


class Conflict(DomainError):
    """The state of things does not allow it any more."""

    code = "conflict"
    status = 409
    default_message = _("Something has changed meanwhile. Reload the page and try again.")


class RateLimited(DomainError):
    """Too often; `retry_after` says in how many seconds it is possible again."""

    code = "rate_limited"
    status = 429
    default_message = _("That was too often. Try again a little later.")

    def __init__(self, message: Text | None = None, *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)

"""Running services from forms, so that a refusal is said beside the fields it is about."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms

from core.errors import DomainError, InvalidInput

T = TypeVar("T")

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class DomainFormMixin(_Form):
    """A form that hands what it holds to a service, and shows why the service refused it."""

    refusal: DomainError | None = None
    """Why the service did not do it."""

    def run(self, service: Callable[..., T], **kwargs: Any) -> T | None:
        """Return what the service returned; None where the form is invalid or the service refused.

        The service gets what the form holds, and `kwargs` beside or in place of it.
        """
        if not self.is_valid():
            return None
        try:
            return service(**(self.arguments() | kwargs))
        except DomainError as error:
            self.refuse(error)
            return None

    def refuse(self, error: DomainError) -> None:
        """Show an error as the answer to what was sent."""
        self.refusal = error
        self.add_refusal(error)

    def arguments(self) -> dict[str, Any]:
        """Return what a service gets from a valid form, by the names of its arguments."""
        return self.cleaned_data

    def add_refusal(self, error: DomainError) -> None:
        """Put a refusal beside the fields that it names, and the rest above the form."""
        placed = False
        for name, texts in error.fields.items():
            self.add_error(name if name in self.fields else None, [str(text) for text in texts])
            placed = placed or bool(texts)
        if not placed or not isinstance(error, InvalidInput):
            self.add_error(None, str(error))

    @property
    def is_done(self) -> bool:
        """Whether the form was sent and nothing is wrong with it."""
        return self.is_bound and not self.errors

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.is_bound and self.errors else 200


class DomainForm(DomainFormMixin, forms.Form):
    """A form whose values a service takes."""


def all_messages(error: DomainError) -> list[Any]:
    """Return every text of a refusal, for places that have no fields."""
    return [text for texts in error.fields.values() for text in texts] or [error.message]

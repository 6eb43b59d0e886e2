"""Showing a refused use case beside the fields it is about."""

from django import forms

from core.errors import DomainError, InvalidInput, PermissionRefused


def show_refusal(form: forms.Form, error: DomainError) -> None:
    """Put the error on the form; what the person wrote stays in it.

    A person who may not do this at all gets the refusal page instead.
    """
    if isinstance(error, PermissionRefused):
        raise error
    placed = False
    for name, messages in error.fields.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, str(message))
            placed = True
    if not placed or not isinstance(error, InvalidInput):
        form.add_error(None, str(error.message))

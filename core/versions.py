"""What a row said when somebody began to edit it, so that a save undoes nothing unseen."""

from hashlib import sha256
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict


class ChangedMeanwhile(Conflict):
    """Something else was saved after the edit was begun."""

    code = "edit_conflict"
    default_message = _(
        "This was changed after you opened it, in another window or by somebody else. Nothing is"
        " saved yet, and what you typed is still here. Look at what is saved now; saving again"
        " replaces it."
    )


def digest(values: Any) -> str:
    """A few signs that stand for plain values."""
    return sha256(repr(values).encode()).hexdigest()[:24]


def fingerprint(instance: models.Model, names: Any) -> str:
    """What the fields of a row say, in a few signs."""
    chosen = isinstance(names, (list, tuple, set, frozenset))
    values = model_to_dict(instance, fields=names if chosen else None)
    plain = {
        name: instance._meta.get_field(name).value_to_string(instance)  # type: ignore[union-attr]
        if not isinstance(value, list)
        else sorted(str(row) for row in value)
        for name, value in values.items()
    }
    return digest(sorted(plain.items()))


def check_unchanged(*, begun_from: str | None, present: str) -> None:
    """Raise `ChangedMeanwhile` where an edit says that it began from something else."""
    if begun_from and begun_from != present:
        raise ChangedMeanwhile


def give_back_with(form: forms.BaseForm, name: str, value: str) -> None:
    """Show a form as it was sent, but for one field that the next sending gives anew."""
    sent: Any = form.data
    sent = sent.copy()
    sent[name] = value
    form.data = sent

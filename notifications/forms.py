"""The switches of a person, one row per kind and two columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from core.forms import DomainForm
from core.versions import ChangedMeanwhile, give_back_with
from notifications.kinds import RULES, Kind
from notifications.selectors.preferences import Channels, get_preferences, version_of


@dataclass(frozen=True, kw_only=True)
class SwitchRow:
    """A kind with its two checkboxes, for the template."""

    label: Promise | str
    description: Promise
    in_app: BoundField
    email: BoundField


class PreferencesForm(DomainForm):
    """Built from the switches that the person has now."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        current = get_preferences(user=user)
        self.kinds = list(current)
        self.fields["begun_from"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=version_of(current)
        )
        for kind, channels in current.items():
            for name, value in (("in_app", channels.in_app), ("email", channels.email)):
                self.fields[f"{kind}-{name}"] = forms.BooleanField(required=False, initial=value)

    def arguments(self) -> dict[str, Any]:
        """The switches, and what the form was opened on."""
        return {"choices": self.choices(), "begun_from": self.cleaned_data["begun_from"]}

    def rows(self) -> Iterator[SwitchRow]:
        for kind in self.kinds:
            yield SwitchRow(
                label=kind.label,
                description=RULES[kind].description,
                in_app=self[f"{kind}-in_app"],
                email=self[f"{kind}-email"],
            )

    def add_refusal(self, error: DomainError) -> None:
        """After a change meanwhile, say what is saved; sending the form again replaces it."""
        super().add_refusal(error)
        if not isinstance(error, ChangedMeanwhile):
            return
        chosen, current = self.choices(), get_preferences(user=self.user)
        others = [str(kind.label) for kind in chosen if chosen[kind] != current.get(kind)]
        give_back_with(self, "begun_from", version_of(current))
        if others:
            kinds = ", ".join(others)
            self.add_error(None, _("Saved otherwise now: %(kinds)s") % {"kinds": kinds})

    def choices(self) -> dict[Kind, Channels]:
        """What was ticked, once the form is valid."""
        return {
            kind: Channels(
                in_app=self.cleaned_data[f"{kind}-in_app"],
                email=self.cleaned_data[f"{kind}-email"],
            )
            for kind in self.kinds
        }

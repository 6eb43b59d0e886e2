"""Forms of moderation; they check what was typed, services decide and write."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import BoundedField
from core.forms import DomainForm
from moderation.enums import AuditAction, Decision, FlagReason
from moderation.models.flag import NOTE_MAX_LENGTH


class FlagForm(DomainForm):
    """A report. No reason is chosen beforehand: people then take the first one."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=FlagReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    note = BoundedField(
        label=_("More about it"),
        help_text=_("Only moderators read this. Needed for “Something else”."),
        required=False,
        max_characters=NOTE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"].strip()
        if self.cleaned_data.get("reason") == FlagReason.OTHER and not note:
            raise forms.ValidationError(_("Say in a few words what is wrong."))
        return note


class DecisionForm(forms.Form):
    """What a moderator decided about the reports of one text."""

    decision = forms.ChoiceField(choices=Decision.choices)
    note = BoundedField(required=False, max_characters=NOTE_MAX_LENGTH)


REASONS_IN_WORDS: Final = (None, "", FlagReason.OTHER)
"""Choices that say nothing without a note."""

REASONS: Final = [("", _("Choose a reason")), *FlagReason.choices]


class ApprovalForm(forms.Form):
    """Publish a text that waited, or not."""

    decision = forms.ChoiceField(choices=[("approve", _("Publish")), ("reject", _("Reject"))])
    reason = forms.ChoiceField(choices=REASONS, required=False)
    note = BoundedField(required=False, max_characters=NOTE_MAX_LENGTH)


class ActionForm(forms.Form):
    """A moderator acts on a post without a report."""

    ACTIONS = [
        ("hide", _("Hide")),
        ("restore", _("Restore")),
        ("lock", _("Lock the question")),
        ("unlock", _("Unlock the question")),
    ]
    action = forms.ChoiceField(choices=ACTIONS)
    reason = forms.ChoiceField(
        label=_("Why do you hide it?"),
        help_text=_("The author reads it. Spam and abuse cost them reputation."),
        choices=REASONS,
        required=False,
    )
    note = BoundedField(
        label=_("In your own words"),
        help_text=_(
            "The author reads it where you lock the question, or hide it for “Something else”."
            " Otherwise it is for the log."
        ),
        required=False,
        max_characters=300,
    )

    def clean(self) -> dict[str, str] | None:
        action, note = self.cleaned_data.get("action"), self.cleaned_data.get("note", "")
        is_named = action == "hide" and self.cleaned_data.get("reason") not in REASONS_IN_WORDS
        if action in ("hide", "lock") and not is_named and not note.strip():
            self.add_error("note", _("Give a reason; the author will read it."))
        return self.cleaned_data


class AuditFilterForm(forms.Form):
    """What to show of the audit log."""

    action = forms.ChoiceField(
        label=_("What was done"),
        choices=[("", _("anything")), *AuditAction.choices],
        required=False,
    )
    actor = BoundedField(label=_("By (username)"), required=False, max_characters=150)
    subject = BoundedField(label=_("To content of"), required=False, max_characters=150)

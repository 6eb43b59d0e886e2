"""What pages let people type. Forms carry text; the services decide whether it is acceptable."""

from operator import itemgetter
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from community.enums import CloseReason
from community.services.submissions import KeyReused
from community.text.language import OWN_NAMES
from community.validation import (
    SUMMARY_MAX_LENGTH,
    TAGS_MAX,
)
from core.errors import DomainError
from core.form_fields import BoundedField
from core.forms import DomainForm
from core.numbers import parse_int
from core.versions import give_back_with

TAGS_INPUT_MAX_LENGTH = 300


class BaseField(forms.CharField):
    """The text that an edit began from; None where a program sends no such field."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, empty_value="")

    def clean(self, value: str | None) -> str | None:
        """Keep apart what was empty and what was not sent."""
        return None if value is None else super().clean(value)


class TextForm(DomainForm):
    """A form whose errors come from a service and whose fields tell readers about them."""

    required_css_class = "is-required"


class SubmissionForm(TextForm):
    """A form that posts something new: its key makes sending it twice post once."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def add_refusal(self, error: DomainError) -> None:
        """Where another text was posted with this key, sending again posts this one as well."""
        if not isinstance(error, KeyReused):
            return super().add_refusal(error)
        give_back_with(self, self.add_prefix("idempotency_key"), str(uuid4()))
        self.add_error(
            None,
            _(
                "You have sent this form before, with another text, and that one is posted. Edit it"
                " if this was a correction; send this again to post it as well."
            ),
        )
        return None


def _editor(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class QuestionForm(SubmissionForm):
    """A new question."""

    title = forms.CharField(
        label=_("Your question"),
        help_text=_("Put it the way you'd ask a shop assistant."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        required=False,
    )
    body = forms.CharField(
        label=_("More details"),
        strip=False,
        help_text=_("What do you have, what have you tried, what happened?"),
        widget=_editor(10),
        required=False,
    )
    tags = BoundedField(
        label=_("Tags"),
        help_text=_("Add up to %(count)d products or topics, with commas between them.")
        % {"count": TAGS_MAX},
        max_characters=TAGS_INPUT_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        required=False,
    )

    def clean_tags(self) -> list[str]:
        """Split the line at its commas."""
        return split_tags(self.cleaned_data["tags"])


class AskForm(QuestionForm):
    """A question that may carry along the article which left it open."""

    article = forms.CharField(widget=forms.HiddenInput, required=False)

    def arguments(self) -> dict[str, Any]:
        """The service's name for the article says that it was read."""
        values = super().arguments().copy()
        return values | {"read_article_id": values.pop("article")}

    def clean_article(self) -> int | None:
        """The article's number; anything else is nobody's mistake and falls away."""
        return parse_int(self.cleaned_data["article"], default=None)

    @property
    def article_id(self) -> int | None:
        """The article, before and after the form was sent."""
        return parse_int(str(self["article"].value() or ""), default=None)


class QuestionEditForm(QuestionForm):
    """An existing question, its language, and a line about what changed.

    A change of the language alone makes no version, so the form carries the one it began from.
    """

    idempotency_key = None  # type: ignore[assignment]  # nothing new is posted
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    language_base = BaseField()
    language = forms.ChoiceField(
        label=_("Written in"),
        help_text=_("Recognised by the text. Search and the readers' browsers go by it."),
        choices=[("", _("not known")), *sorted(OWN_NAMES.items(), key=itemgetter(1))],
        required=False,
    )
    summary = BoundedField(
        label=_("What did you change?"),
        max_characters=SUMMARY_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        required=False,
    )


class AnswerForm(SubmissionForm):
    """A new answer."""

    body = forms.CharField(
        label=_("Your answer"),
        strip=False,
        help_text=_("Say what worked, step by step, and how you know."),
        widget=_editor(8),
        required=False,
    )


class AnswerEditForm(TextForm):
    """An existing answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    body = forms.CharField(label=_("The answer"), strip=False, widget=_editor(10), required=False)
    summary = BoundedField(
        label=_("What did you change?"),
        max_characters=SUMMARY_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        required=False,
    )


class CommentForm(SubmissionForm):
    """A comment: short, in one paragraph."""

    body = forms.CharField(
        label=_("Your comment"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "is-short"}),
        required=False,
    )


class CommentEditForm(CommentForm):
    """An existing comment, and the text that the edit began from."""

    idempotency_key = None  # type: ignore[assignment]  # nothing new is posted
    base = BaseField()


class CloseForm(TextForm):
    """Why a question should take no more answers."""

    reason = forms.ChoiceField(
        label=_("Why close this question?"),
        choices=CloseReason.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    duplicate_of = forms.CharField(
        label=_("The question it repeats"),
        help_text=_("Its URL or its number; needed for a duplicate only."),
        max_length=300,
        required=False,
    )


class TagDescriptionForm(TextForm):
    """What a tag is for, and the text that the edit began from."""

    base = BaseField()
    description = forms.CharField(
        label=_("What this tag is for"), strip=False, widget=_editor(6), required=False
    )


class NewTagForm(TextForm):
    """A tag to be made."""

    name = forms.CharField(
        label=_("Name"), required=False, help_text=_("A product or a topic, in small letters.")
    )
    description = forms.CharField(
        label=_("What this tag is for"), strip=False, widget=_editor(4), required=False
    )


class RenameTagForm(TextForm):
    """Another name for a tag, and the one that it had when the form was opened."""

    base = BaseField()
    name = forms.CharField(
        label=_("New name"),
        required=False,
        help_text=_(
            "The former name is kept as a synonym, so that old links and searches lead here."
        ),
    )


class MergeTagForm(TextForm):
    """The tag that another one becomes a synonym of."""

    into = forms.CharField(
        label=_("Merge into"),
        required=False,
        help_text=_("Its questions, articles and followers move to this tag."),
    )


def split_tags(line: str) -> list[str]:
    """Take the names apart; empty ones fall away."""
    return [name.strip() for name in line.split(",") if name.strip()]

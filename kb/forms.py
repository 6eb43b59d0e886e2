"""What people type into the pages of the knowledge base; forms check shape, services decide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.form_fields import BoundedField
from core.forms import DomainForm
from core.numbers import parse_int
from core.templatetags.writing import isolate
from core.unicode import fits
from core.versions import ChangedMeanwhile, fingerprint, give_back_with
from kb.enums import (
    Decision,
    DriftOutcome,
    FeedbackReason,
    FeedbackState,
    PromotionKind,
    ReviewAction,
)
from kb.models import ArticleFeedback, ArticlePage, SectionPage
from kb.selectors.articles import ArticleCard
from kb.selectors.promotions import SectionChoice
from kb.services.drift import NOTE_MAX_LENGTH as DRIFT_MAX_LENGTH
from kb.services.feedback import COMMENT_MAX_LENGTH as FEEDBACK_MAX_LENGTH
from kb.services.feedback import INBOX_FIELDS, REPLY_MAX_LENGTH
from kb.services.promotion import NOTE_MAX_LENGTH
from kb.services.review import COMMENT_MAX_LENGTH as REVIEW_MAX_LENGTH

if TYPE_CHECKING:
    from kb.models.querysets import Reader


FIRST_SECTIONS_MAX: Final = 30


def _first_sections() -> str:
    titles = (_("Orders and delivery"), _("Returns and refunds"), _("Products and care"))
    return "\n".join(map(str, titles))


class PromotionForm(DomainForm):
    """Proposes an answer; the articles on offer come from a search on the same page."""

    kind = forms.ChoiceField(
        label=_("What should happen with this answer?"),
        choices=PromotionKind.choices,
        initial=PromotionKind.CREATE,
        widget=forms.RadioSelect,
    )
    article_id = forms.ModelChoiceField(
        label=_("Which article?"),
        queryset=ArticlePage.objects.none(),
        required=False,
        empty_label=_("No article"),
        help_text=_("Not needed for a new article. Use the search above to find others."),
    )
    note = BoundedField(
        label=_("Note for the editors"),
        required=False,
        max_characters=NOTE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why is it worth keeping? What should be left out or added?"),
    )

    def arguments(self) -> dict[str, Any]:
        values = super().arguments().copy()
        return values | {"article": values.pop("article_id")}

    def __init__(
        self, *args: Any, offered: list[ArticleCard], reader: "Reader", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["article_id"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        chosen = parse_int(self.data.get("article_id", ""), default=0)
        found = ArticlePage.objects.visible_to(reader).numbered(*(c.id for c in offered), chosen)
        field.queryset = found.defer_streamfields()


class DecisionForm(DomainForm):
    """Accepts or declines a proposal."""

    section = forms.ModelChoiceField(
        label=_("Section of the new article"),
        queryset=SectionPage.objects.live(),
        required=False,
        empty_label=_("Section with articles on the same subject"),
    )
    note = BoundedField(
        label=_("Note to the proposer and the author"),
        required=False,
        max_characters=NOTE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When you decline, a kind reason helps them to do better next time."),
    )
    article = forms.ModelChoiceField(
        label=_("Is it there already?"),
        queryset=ArticlePage.objects.none(),
        required=False,
        empty_label=_("No, make a new article"),
        widget=forms.RadioSelect,
        help_text=_("Choose an article and the answer is merged into it instead."),
    )
    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    field_order = ("article", "section", "note", "decision")

    def __init__(
        self,
        *args: Any,
        sections: list[SectionChoice],
        is_new_article: bool,
        alike: Sequence[ArticleCard] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if alike and is_new_article:
            articles = self.fields["article"]
            assert isinstance(articles, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            articles.queryset = ArticlePage.objects.numbered(*[card.id for card in alike])
            articles.choices = [
                ("", articles.empty_label),
                *((card.id, f"{isolate(card.title)} ({isolate(card.section)})") for card in alike),
            ]
        else:
            del self.fields["article"]
        if is_new_article:
            field = self.fields["section"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.choices = [
                ("", field.empty_label),
                *((choice.id, choice.title) for choice in sections),
            ]
        else:
            del self.fields["section"]


class ReviewForm(DomainForm):
    """An expert's judgement of the version that they saw."""

    comment = BoundedField(
        label=_("Comment for the editor"),
        required=False,
        max_characters=REVIEW_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you ask for changes: say what is wrong and what would be right."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    action = forms.ChoiceField(choices=ReviewAction.choices, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        values = super().arguments().copy()
        return values | {"revision_id": values.pop("revision")}


class FeedbackForm(DomainForm):
    """Whether an article helped; each part may come by itself, after the verdict."""

    helpful = forms.TypedChoiceField(
        label=_("Did this article help you?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Why?"), required=False, choices=FeedbackReason.choices)
    comment = BoundedField(
        label=_("Anything to add?"),
        required=False,
        max_characters=FEEDBACK_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Editors read this. Please write nothing personal."),
    )

    def arguments(self) -> dict[str, Any]:
        """What was sent; a reason or a comment that was not sent stays as it was."""
        sent = {name: self.cleaned_data[name] for name in self.fields if name in self.data}
        return {"helpful": self.cleaned_data["helpful"], **sent}


class DriftForm(DomainForm):
    """How a drift task is resolved; `finding` is what was shown."""

    outcome = forms.ChoiceField(
        choices=[
            (item.value, item.label) for item in (DriftOutcome.UPDATED, DriftOutcome.NO_CHANGE)
        ]
    )
    finding = forms.CharField(max_length=60, widget=forms.HiddenInput)
    note = BoundedField(
        label=_("Reason"),
        required=False,
        max_characters=DRIFT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the article stays as it is: why is it still right?"),
    )


class FeedbackReplyForm(DomainForm):
    """What is done about a reader's words, and what the reader is told."""

    begun_from = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=FeedbackState.choices, widget=forms.RadioSelect
    )
    reply = BoundedField(
        label=_("Reply to the reader"),
        required=False,
        max_characters=REPLY_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Optional; sent as a notification."),
    )

    def __init__(self, *args: Any, feedback: ArticleFeedback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"state": feedback.state, "reply": feedback.reply}
        self.initial["begun_from"] = fingerprint(feedback, INBOX_FIELDS)

    def add_refusal(self, error: DomainError) -> None:
        """After a change meanwhile, go on from what is there now, which the page shows."""
        super().add_refusal(error)
        if isinstance(error, ChangedMeanwhile):
            give_back_with(self, "begun_from", self.initial["begun_from"])


class FirstSectionsForm(forms.Form):
    """The sections that a new knowledge base begins with, one a line."""

    sections = forms.CharField(
        label=_("Sections, one on each line"),
        initial=_first_sections,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("You can rename, move and add sections at any time."),
    )

    def clean_sections(self) -> list[str]:
        """The titles, each once; refuses too many and too long ones."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["sections"].splitlines())
        titles = list(dict.fromkeys(filter(None, lines)))
        longest = ArticlePage._meta.get_field("title").max_length or 0
        if not all(fits(title, longest, longest) for title in titles):
            raise forms.ValidationError(
                _("A title has at most %(count)d characters.") % {"count": longest}
            )
        if len(titles) > FIRST_SECTIONS_MAX:
            raise forms.ValidationError(
                _("Begin with at most %(count)d sections.") % {"count": FIRST_SECTIONS_MAX}
            )
        return titles

    def titles(self) -> list[str]:
        titles: list[str] = self.cleaned_data["sections"]
        return titles


class PasteForm(DomainForm):
    """Takes a text to be turned into blocks, and carries which draft it may replace."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(
            attrs={
                "rows": 16,
                "class": "mono",
                "data-paste-html": _("Pasted with headings, lists and tables, written as HTML."),
            }
        ),
    )
    place = forms.ChoiceField(
        label=_("Where"),
        choices=[
            ("below", _("below what the draft says")),
            ("replace", _("in place of everything the draft says")),
        ],
        initial="below",
        widget=forms.RadioSelect,
    )

    def arguments(self) -> dict[str, Any]:
        """The place as a yes or no; a form without a version replaces what is there."""
        values = self.cleaned_data
        is_replaced = values["place"] == "replace"
        return {
            "text": values["text"],
            "replace": is_replaced,
            "version": values["version"] or None,
        }

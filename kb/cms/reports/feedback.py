"""The inbox of what readers said under articles."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from kb.cms.reports.base import MaintainersReport, OwnerFilter, WordsColumn
from kb.cms.section_filter import SectionFilter
from kb.enums import FeedbackReason, FeedbackState
from kb.models import ArticleFeedback
from kb.selectors.feedback import articles_with_feedback, feedback_inbox

COMMENT_SHOWN = 120


class FeedbackFilters(WagtailFilterSet):
    """What is open unless asked for otherwise."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=FeedbackState.choices, empty_label=None, null_label=_("all")
    )
    helpful = django_filters.BooleanFilter(label=_("It helped"))
    reason = django_filters.ChoiceFilter(label=_("Reason"), choices=FeedbackReason.choices)
    article = django_filters.ModelChoiceFilter(
        label=_("Article"), queryset=lambda request: articles_with_feedback()
    )
    owner = OwnerFilter("article__owner")
    section = SectionFilter("article__")

    class Meta:
        model = ArticleFeedback
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = data.copy() if data is not None else {}
        data.setdefault("state", FeedbackState.OPEN)
        super().__init__(data, *args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[ArticleFeedback]) -> QuerySet[ArticleFeedback]:
        if self.form.cleaned_data.get("state") == "null":
            self.form.cleaned_data["state"] = ""
        found: QuerySet[ArticleFeedback] = super().filter_queryset(queryset)
        return found


def reader_name(row: ArticleFeedback) -> str:
    """Who said it, as far as it is known."""
    return row.user.name if row.user else str(_("a visitor"))


class FeedbackReport(MaintainersReport):
    """What readers said under articles, and what was done about it."""

    model = ArticleFeedback
    page_title = _("Reader feedback")
    header_icon = "comment"
    index_url_name = "kb_feedback"
    index_results_url_name = "kb_feedback_results"
    filterset_class = FeedbackFilters
    default_ordering = "-updated_at"
    columns: ClassVar = [
        TitleColumn(
            "article",
            label=_("Article"),
            accessor="article.title",
            get_url=lambda row: row.get_absolute_url(),
        ),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        WordsColumn(
            "comment",
            lambda row: Truncator(row.comment).chars(COMMENT_SHOWN),
            label=_("Comment"),
        ),
        WordsColumn("reader", reader_name, label=_("Reader")),
        Column("owner", label=_("Owner"), accessor="article.owner.name"),
        DateColumn("updated_at", label=_("Said"), sort_key="updated_at", width="10%"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda row: row.state == FeedbackState.OPEN,
            width="10%",
        ),
    ]
    list_export: ClassVar = [
        "article.title",
        "helpful",
        "get_reason_display",
        "comment",
        "updated_at",
        "get_state_display",
        "reply",
    ]
    export_headings: ClassVar = {
        "article.title": _("Article"),
        "helpful": _("It helped"),
        "get_reason_display": _("Reason"),
        "comment": _("Comment"),
        "updated_at": _("Said"),
        "get_state_display": _("State"),
        "reply": _("Reply"),
    }

    def get_queryset(self) -> QuerySet[ArticleFeedback]:
        self.queryset = feedback_inbox()
        found: QuerySet[ArticleFeedback] = super().get_queryset()
        return found

"""The list of articles below which an answer moved."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from kb.cms.reports.base import MaintainersReport, OwnerFilter
from kb.cms.section_filter import SectionFilter
from kb.enums import DriftCause, DriftOutcome
from kb.models import DriftTask
from kb.selectors.drift import drift_tasks


class DriftFilters(WagtailFilterSet):
    """Open tasks unless asked for others."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("open")), *DriftOutcome.choices],
        method="of_state",
        empty_label=None,
        null_label=_("all"),
    )
    cause = django_filters.ChoiceFilter(label=_("Cause"), choices=DriftCause.choices)
    owner = OwnerFilter("article__owner")
    section = SectionFilter("article__")

    class Meta:
        model = DriftTask
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = data.copy() if data is not None else {}
        data.setdefault("state", "open")
        super().__init__(data, *args, **kwargs)

    def of_state(self, queryset: QuerySet[DriftTask], name: str, value: str) -> QuerySet[DriftTask]:
        if value == "null":
            return queryset
        if value == "open":
            return queryset.filter(closed_at=None)
        return queryset.filter(outcome=value)


class DriftReport(MaintainersReport):
    """Articles below which an answer moved."""

    model = DriftTask
    page_title = _("Drift")
    header_icon = "warning"
    index_url_name = "kb_drift"
    index_results_url_name = "kb_drift_results"
    filterset_class = DriftFilters
    default_ordering = "-opened_at"
    columns: ClassVar = [
        TitleColumn(
            "article",
            label=_("Article"),
            accessor="article.title",
            get_url=lambda task: task.get_absolute_url(),
        ),
        Column("cause", label=_("What moved"), accessor="get_cause_display"),
        Column("question", label=_("Question"), accessor="post.question.title"),
        Column("owner", label=_("Owner"), accessor="article.owner.name"),
        DateColumn("opened_at", label=_("Opened"), sort_key="opened_at", width="12%"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda task: _("open") if task.is_open else task.get_outcome_display(),
            primary=lambda task: task.is_open,
            width="12%",
        ),
    ]
    list_export: ClassVar = [
        "article.title",
        "get_cause_display",
        "post.question.title",
        "opened_at",
        "closed_at",
        "get_outcome_display",
        "note",
    ]

    def get_queryset(self) -> QuerySet[DriftTask]:
        self.queryset = drift_tasks()
        found: QuerySet[DriftTask] = super().get_queryset()
        return found

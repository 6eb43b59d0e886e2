"""The list of questions that were asked after reading an article, which so did not help."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from kb.cms.reports.base import MaintainersReport, OwnerFilter
from kb.cms.section_filter import SectionFilter
from kb.models import FailedDeflection
from kb.models.tree import parent_path
from kb.permissions import can_write_articles
from kb.selectors.deflections import articles_with_failed_deflections, failed_deflections
from kb.selectors.maintenance import section_titles


class DeflectionFilters(WagtailFilterSet):
    """By day, what became of the question, and the article."""

    created_at = django_filters.DateFromToRangeFilter(
        label=_("Asked"), widget=DateRangePickerWidget
    )
    state = django_filters.ChoiceFilter(
        label=_("Outcome of the question"),
        choices=[
            ("waiting", _("without an answer")),
            ("answered", _("answered, not solved")),
            ("solved", _("solved")),
        ],
        method="of_state",
    )
    article = django_filters.ModelChoiceFilter(
        label=_("Article"), queryset=lambda request: articles_with_failed_deflections()
    )
    owner = OwnerFilter("article__owner")
    section = SectionFilter("article__")

    class Meta:
        model = FailedDeflection
        fields: ClassVar[list[str]] = []

    def of_state(
        self, queryset: QuerySet[FailedDeflection], name: str, value: str
    ) -> QuerySet[FailedDeflection]:
        unsolved = queryset.filter(question__accepted_answer=None)
        return {
            "waiting": unsolved.filter(question__answer_count=0),
            "answered": unsolved.filter(question__answer_count__gt=0),
            "solved": queryset.exclude(question__accepted_answer=None),
        }[value]


class ReadColumn(Column):
    """The article that was read, with the way to mend it."""

    cell_template_name = "kb/admin/read_cell.html"

    def get_cell_context_data(
        self, instance: FailedDeflection, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"writes": can_write_articles(parent_context["request"].user)}


def state_of(row: FailedDeflection) -> str:
    """Outcome of the question, in words."""
    if row.question.is_solved:
        return str(_("solved"))
    return str(_("answered") if row.question.answer_count else _("without an answer"))


class DeflectionsReport(MaintainersReport):
    """Where an article was read, and the reader asked the community all the same."""

    model = FailedDeflection
    page_title = _("Asked after reading")
    header_icon = "help"
    index_url_name = "kb_deflections"
    index_results_url_name = "kb_deflections_results"
    filterset_class = DeflectionFilters
    default_ordering = "-created_at"
    columns: ClassVar = [
        TitleColumn(
            "question",
            label=_("Question"),
            accessor="question.title",
            get_url=lambda row: row.question.get_absolute_url(),
        ),
        ReadColumn("article", label=_("Article read before"), accessor="article.title"),
        Column("section", label=_("Section"), accessor="section_title"),
        Column("owner", label=_("Owner"), accessor="article.owner.name"),
        Column(
            "times",
            label=_("Times in 30 days"),
            accessor="times",
            sort_key="times",
            width="8%",
        ),
        DateColumn("created_at", label=_("Asked"), sort_key="created_at", width="10%"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=state_of,
            primary=lambda row: not row.question.is_solved,
            width="12%",
        ),
    ]
    list_export: ClassVar = [
        "question.title",
        "question.get_absolute_url",
        "question.answer_count",
        "question.is_solved",
        "article.title",
        "section_title",
        "article.owner.username",
        "times",
        "created_at",
    ]
    export_headings: ClassVar = {
        "question.title": _("Question"),
        "question.get_absolute_url": _("URL of the question"),
        "question.answer_count": _("Answers"),
        "question.is_solved": _("Solved"),
        "article.title": _("Article"),
        "section_title": _("Section"),
        "article.owner.username": _("Owner"),
        "times": _("Asked after it in 30 days"),
        "created_at": _("Asked"),
    }

    def get_queryset(self) -> QuerySet[FailedDeflection]:
        self.queryset = failed_deflections()
        found: QuerySet[FailedDeflection] = super().get_queryset()
        return found

    def decorate_paginated_queryset(self, rows: Any) -> Any:
        rows = list(rows)
        titles = section_titles(row.article for row in rows)
        for row in rows:
            row.section_title = titles.get(parent_path(row.article.path), "")
        return rows

"""The report of what people search for, and what can be done about it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.reports import ReportView

from core.charts import BarChart, draw_bars
from kb.permissions import can_write_articles
from search.models import QUERY_MAX_LENGTH
from search.permissions import can_edit_synonyms, can_see_queries
from search.selectors.analytics import (
    SELDOM_OPENED_MIN_SHOWN,
    SELDOM_OPENED_SHARE,
    TREND_BARS,
    Concern,
    describe_period,
    first_day,
    list_queries,
    trends,
)
from search.services.handled_queries import mark_query, unmark_query

PERIODS: Final = ((7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("a year")))
DEFAULT_PERIOD: Final = 30
MAX_EXPORTED: Final = 10_000
CHART_HEIGHT: Final = 8
TREND_HEIGHT: Final = 3


class ReportForm(forms.Form):
    """What the report is about; what makes no sense counts as not chosen."""

    show = forms.ChoiceField(choices=Concern.choices, required=False)
    days = forms.TypedChoiceField(label=_("Period"), choices=PERIODS, coerce=int, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        every: list[tuple[str, Any]] = [("", _("All languages"))]
        self.fields["language"].choices = every + list(settings.LANGUAGE_NAMES.items())  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> tuple[Concern, int, str]:
        """The list, the number of days, the language."""
        self.is_valid()
        values = self.cleaned_data
        concern = Concern(values.get("show") or Concern.FREQUENT)
        return concern, values.get("days") or DEFAULT_PERIOD, values.get("language") or ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A query with its numbers, and the URLs of what can be done."""

    numbers: Mapping[str, Any]
    language: str
    trend: BarChart
    results_url: str
    article_url: str
    synonym_url: str

    @property
    def opened_share(self) -> int | None:
        """In per cent of the times there were results."""
        shown = self.numbers["shown"]
        return min(100, round(100 * self.numbers["opened"] / shown)) if shown else None

    @property
    def is_dealt_with(self) -> bool:
        marked = self.numbers["dealt_with"]
        return marked is not None and marked >= self.numbers["last_day"]


class QueryReportView(ReportView):
    """Frequent queries, those without results, and those whose results nobody opens."""

    page_title = _("Searches")
    header_icon = "search"
    template_name = "search/admin/query_report.html"
    results_template_name = "search/admin/query_report_results.html"
    index_url_name = "search_report"
    paginate_by = 50
    export_filename = "searches"
    list_export: ClassVar = [
        "text", "language", "searches", "missed", "shown", "opened", "found_last", "last_day",
    ]  # fmt: skip
    export_headings: ClassVar = {
        "text": _("Query"),
        "language": _("Language"),
        "searches": _("Times searched"),
        "missed": _("Times without result"),
        "shown": _("Times with results"),
        "opened": _("Results opened"),
        "found_last": _("Results, last time"),
        "last_day": _("Last searched on"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_see_queries(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def form(self) -> ReportForm:
        return ReportForm(self.request.GET)

    def get_queryset(self) -> Any:
        concern, days, language = self.form.chosen
        rows = list_queries(concern=concern, since=first_day(days), language=language)
        return rows[:MAX_EXPORTED] if self.is_export else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        concern, days, language = self.form.chosen
        overview = describe_period(since=first_day(days), language=language)
        bars = overview.bars
        return context | {
            "form": self.form,
            "concern": concern,
            "days": days,
            "language": language,
            "lists": [(item, item.label, self._url(item)) for item in Concern],
            "overview": overview,
            "chart": draw_bars(
                [bar.searches for bar in bars],
                inner=[bar.missed for bar in bars],
                height=CHART_HEIGHT,
            ),
            "bar_texts": [(_days_text(bar.first_day, bar.last_day), bar) for bar in bars],
            "may_write": can_write_articles(self.request.user),
            "may_edit_synonyms": can_edit_synonyms(self.request.user),
            "min_shown": SELDOM_OPENED_MIN_SHOWN,
            "min_share": round(100 * SELDOM_OPENED_SHARE),
            "here": self.request.get_full_path(),
        }

    def decorate_paginated_queryset(self, object_list: Sequence[Mapping[str, Any]]) -> Any:
        if self.is_export:
            return object_list
        rows = list(object_list)
        counts = trends(rows, since=first_day(self.form.chosen[1]))
        nothing = (0,) * TREND_BARS
        return [_row(row, counts.get((row["text"], row["language"]), nothing)) for row in rows]

    def _url(self, show: str) -> str:
        params = self.request.GET.copy()
        params.pop("p", None)
        params["show"] = show
        return f"{self.index_url}?{params.urlencode()}"


@require_POST
def deal_with_query(request: HttpRequest) -> HttpResponse:
    """Mark a query as dealt with, or take the mark back, and return to the report."""
    text = request.POST.get("text", "")[:QUERY_MAX_LENGTH]
    language = request.POST.get("language", "")[:12]
    change = unmark_query if request.POST.get("undo") else mark_query
    change(actor=request.user, text=text, language=language)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("search_report")
    return redirect(target)


def query_links(text: str, language: str) -> dict[str, str]:
    """URLs of what an editor may do about a query: see it, write about it, add a synonym."""
    known = language if language in settings.STOA_CONTENT_LANGUAGES else ""
    article = {"title": text[:1].upper() + text[1:], "keywords": text, "language": known}
    return {
        "results_url": f"{reverse('search:results')}?{urlencode({'q': text})}",
        "article_url": f"{reverse('kb_choose_section')}?{urlencode(article)}",
        "synonym_url": f"{reverse('synonyms:add')}?"
        + urlencode({"text": text.replace(",", " "), "language": known}),
    }


def _row(numbers: Mapping[str, Any], counts: Sequence[int]) -> ReportRow:
    language = numbers["language"]
    return ReportRow(
        numbers=numbers,
        language=settings.LANGUAGE_NAMES.get(language, language),
        trend=draw_bars(counts, height=TREND_HEIGHT),
        **query_links(numbers["text"], language),
    )


def _days_text(first: datetime.date, last: datetime.date) -> str:
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in dict.fromkeys((first, last))]
    return " \N{EN DASH} ".join(days)

"""The queue of articles to check."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.time_zones import site_today
from kb.cms.reports.base import MaintainersReport, OwnerFilter, WordsColumn
from kb.cms.section_filter import SectionFilter
from kb.models import ArticlePage
from kb.models.querysets import overdue_on
from kb.models.tree import parent_path
from kb.selectors.maintenance import SOON, articles_to_check, reasons_of, section_titles


class FreshnessFilters(WagtailFilterSet):
    """By reason, owner and section."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("overdue", _("overdue")),
            ("soon", _("due in 30 days")),
            ("undated", _("without a date of the next check")),
            ("doubted", _("needs a check")),
            ("nobody", _("without an active owner")),
        ],
        method="of_state",
    )
    owner = OwnerFilter("owner")
    section = SectionFilter()

    class Meta:
        model = ArticlePage
        fields: ClassVar[list[str]] = []

    def of_state(
        self, queryset: QuerySet[ArticlePage], name: str, value: str
    ) -> QuerySet[ArticlePage]:
        today = site_today()
        rules = {
            "overdue": overdue_on(today),
            "undated": Q(review_due=None),
            "soon": Q(review_due__range=(today, today + SOON)),
            "doubted": Q(is_doubted=True),
            "nobody": Q(owner=None) | Q(owner__is_active=False),
        }
        return queryset.filter(rules[value])


def _day(article: ArticlePage, name: str) -> str:
    day = getattr(article, name)
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class ConfirmColumn(Column):
    """One click for an article that somebody has just looked at."""

    cell_template_name = "kb/admin/confirm_cell.html"


class FreshnessReport(MaintainersReport):
    """The queue of articles to check."""

    model = ArticlePage
    page_title = _("Freshness")
    header_icon = "calendar-check"
    index_url_name = "kb_freshness"
    index_results_url_name = "kb_freshness_results"
    filterset_class = FreshnessFilters
    default_ordering = "review_due"
    columns: ClassVar = [
        TitleColumn(
            "title",
            label=_("Article"),
            get_url=lambda article: reverse("kb:article-care", args=[article.pk]),
            sort_key="title",
        ),
        Column("section", label=_("Section"), accessor="section_title"),
        Column("owner", label=_("Owner"), accessor="owner.name"),
        WordsColumn("checked", lambda article: _day(article, "verified_on"), label=_("Checked on")),
        WordsColumn(
            "due",
            lambda article: _day(article, "review_due"),
            label=_("Next check"),
            sort_key="review_due",
        ),
        WordsColumn(
            "reasons",
            lambda article: "; ".join(reasons_of(article, site_today())),
            label=_("Why"),
        ),
        ConfirmColumn("confirm", label=_("Checked: still true")),
    ]
    list_export: ClassVar = ["title", "owner.username", "verified_on", "review_due"]

    def get_queryset(self) -> QuerySet[ArticlePage]:
        self.queryset = articles_to_check(site_today())
        found: QuerySet[ArticlePage] = super().get_queryset()
        return found

    def decorate_paginated_queryset(self, articles: Any) -> Any:
        titles = section_titles(articles)
        for article in articles:
            article.section_title = titles.get(parent_path(article.path), "")
        return articles

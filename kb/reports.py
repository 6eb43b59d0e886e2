"""Lists of the CMS about the truth of articles: drift, freshness, links."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from accounts.models import User
from kb.enums import DriftCause, DriftOutcome, LinkState
from kb.models import ArticlePage, DriftTask, LinkTarget, SectionPage
from kb.permissions import can_review_articles, can_write_articles
from kb.selectors.care import (
    SOON,
    articles_to_check,
    reasons_of,
    section_titles,
    sections_with_paths,
)
from kb.selectors.drift import drift_tasks

DRIFT_ORDER: Final = 130
FRESHNESS_ORDER: Final = 140
LINKS_ORDER: Final = 150


def _may_look(request: HttpRequest) -> bool:
    """Lists of doubts are for those who write and those who review."""
    return can_write_articles(request.user) or can_review_articles(request.user)


class KeepersReport(ReportView):
    """A list with filters and a download, for the keepers of the knowledge base."""

    is_searchable = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _may_look(request):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class WordsColumn(Column):
    """A value that a function says in words."""

    def __init__(self, name: str, say: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.say = say

    def get_value(self, instance: Any) -> str:
        return self.say(instance)


def _owners(request: HttpRequest) -> QuerySet[User]:
    return User.objects.filter(owned_pages__isnull=False).distinct().order_by("username")


class OwnerFilter(django_filters.ModelChoiceFilter):
    """Articles of one owner."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, label=_("Owner"), queryset=_owners)


class SectionFilter(django_filters.ModelChoiceFilter):
    """Articles anywhere below a section; `prefix` leads to the article."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__(label=_("Section"), queryset=lambda request: sections_with_paths())
        self.prefix = prefix

    def filter(self, queryset: QuerySet[Any], section: SectionPage | None) -> QuerySet[Any]:
        if section is None:
            return queryset
        return queryset.filter(**{f"{self.prefix}path__startswith": section.path})


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


class DriftReport(KeepersReport):
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


class FreshnessFilters(WagtailFilterSet):
    """By reason, owner and section."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("overdue", _("overdue")),
            ("soon", _("due in 30 days")),
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
        today = timezone.localdate()
        rules = {
            "overdue": Q(review_due__lt=today) | Q(review_due=None),
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


class FreshnessReport(KeepersReport):
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
            lambda article: "; ".join(reasons_of(article, timezone.localdate())),
            label=_("Why"),
        ),
        ConfirmColumn("confirm", label=_("Checked: still true")),
    ]
    list_export: ClassVar = ["title", "owner.username", "verified_on", "review_due"]

    def get_queryset(self) -> QuerySet[ArticlePage]:
        self.queryset = articles_to_check(timezone.localdate())
        found: QuerySet[ArticlePage] = super().get_queryset()
        return found

    def decorate_paginated_queryset(self, articles: Any) -> Any:
        titles = section_titles(articles)
        for article in articles:
            article.section_title = titles.get(article.path[: -article.steplen], "")
        return articles


class LinkFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=LinkState.choices)
    is_external = django_filters.BooleanFilter(label=_("On other sites"))

    class Meta:
        model = LinkTarget
        fields: ClassVar[list[str]] = []


class UsesColumn(Column):
    """The articles that hold a link."""

    cell_template_name = "kb/admin/uses_cell.html"


class LinksReport(KeepersReport):
    """Every address that articles point to, the broken ones first."""

    model = LinkTarget
    page_title = _("Links")
    header_icon = "link"
    index_url_name = "kb_links"
    index_results_url_name = "kb_links_results"
    filterset_class = LinkFilters
    default_ordering = "-failing_since"
    columns: ClassVar = [
        Column("address", label=_("Address")),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda link: link.state == LinkState.DEAD,
            width="12%",
        ),
        Column("problem", label=_("What happened")),
        UsesColumn("uses", accessor="use_count", label=_("Where it is used")),
        DateColumn("failing_since", label=_("Fails since"), sort_key="failing_since", width="12%"),
        DateColumn("checked_at", label=_("Checked"), sort_key="checked_at", width="12%"),
    ]
    list_export: ClassVar = ["address", "state", "problem", "failing_since", "checked_at"]

    def get_queryset(self) -> QuerySet[LinkTarget]:
        self.queryset = LinkTarget.objects.annotate(use_count=Count("uses")).prefetch_related(
            "uses__article"
        )
        found: QuerySet[LinkTarget] = super().get_queryset()
        return found


REPORTS: Final = (
    ("drift", DriftReport, DRIFT_ORDER),
    ("freshness", FreshnessReport, FRESHNESS_ORDER),
    ("links", LinksReport, LINKS_ORDER),
)


@hooks.register("register_admin_urls")
def register_reports() -> list[Any]:
    return [
        address
        for name, report, _order in REPORTS
        for address in (
            path(f"knowledge/{name}/", report.as_view(), name=f"kb_{name}"),
            path(
                f"knowledge/{name}/results/",
                report.as_view(results_only=True),
                name=f"kb_{name}_results",
            ),
        )
    ]


class KeepersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return _may_look(request)


def _menu_item(name: str, report: type[KeepersReport], order: int) -> Callable[[], MenuItem]:
    def build() -> MenuItem:
        return KeepersMenuItem(
            report.page_title,
            reverse(f"kb_{name}"),
            name=f"kb-{name}",
            icon_name=report.header_icon,
            order=order,
        )

    return build


for _name, _report, _place in REPORTS:
    hooks.register("register_admin_menu_item", _menu_item(_name, _report, _place))

"""The list of all articles in the CMS, with what an editor asks about them."""

from typing import Any, ClassVar, Final

import django_filters
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from community.models import Tag
from core.time_zones import site_today
from kb.cms.section_filter import SectionFilter
from kb.models import ArticleCheck, ArticleFeedback, ArticlePage, ArticleSource
from kb.models.querysets import ArticleQuerySet, overdue_on


class DayColumn(Column):
    """A date as such; Wagtail's own column says "just now" of days to come."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class HelpfulColumn(Column):
    """How many of those who said so were helped by the version that is live."""

    def get_value(self, instance: Any) -> str:
        votes = instance.yes_count + instance.no_count
        return f"{round(100 * instance.yes_count / votes)} % ({votes})" if votes else ""


class ArticleFilters(PageFilterSet):
    """Filters by section, tag, audience and maintenance state."""

    section = SectionFilter()
    tag = django_filters.ModelChoiceFilter(
        label=_("Tag"),
        queryset=lambda request: Tag.objects.filter(article_tags__isnull=False).distinct(),
        method="with_tag",
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("live", _("published")),
            ("draft", _("never published")),
            ("changed", _("published, with a draft")),
            ("review", _("being reviewed")),
        ],
        method="in_state",
    )
    care = django_filters.ChoiceFilter(
        label=_("Maintenance"),
        choices=[
            ("overdue", _("check overdue")),
            ("doubted", _("needs a check")),
            ("unverified", _("never checked by an expert")),
            ("ownerless", _("without an active owner")),
            ("sourced", _("based on answers")),
        ],
        method="in_maintenance_state",
    )

    class Meta:
        model = ArticlePage
        fields: ClassVar = ["language", "audience"]

    def with_tag(
        self, queryset: QuerySet[ArticlePage], name: str, value: Tag
    ) -> QuerySet[ArticlePage]:
        return queryset.filter(article_tags__tag=value)

    def in_state(
        self, queryset: QuerySet[ArticlePage], name: str, value: str
    ) -> QuerySet[ArticlePage]:
        rules = {
            "live": Q(live=True),
            "draft": Q(live=False, first_published_at=None),
            "changed": Q(live=True, has_unpublished_changes=True),
            "review": Q(_specific_workflow_states__status="in_progress"),
        }
        return queryset.filter(rules[value])

    def in_maintenance_state(
        self, queryset: QuerySet[ArticlePage], name: str, value: str
    ) -> QuerySet[ArticlePage]:
        open_checks = ArticleCheck.objects.filter(article=OuterRef("pk"), closed_at=None)
        sources = ArticleSource.objects.filter(article=OuterRef("pk"), live=True)
        rules = {
            "overdue": overdue_on(site_today()),
            "doubted": Exists(open_checks),
            "unverified": Q(live=True, verified_on=None),
            "ownerless": Q(owner=None) | Q(owner__is_active=False),
            "sourced": Exists(sources),
        }
        return queryset.filter(rules[value])


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("article").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class ArticleIndexView(IndexView):
    """The listing with owners, votes and sources of all rows at once."""

    def get_base_queryset(self) -> ArticleQuerySet:
        verdicts = ArticleFeedback.objects.filter(
            article=OuterRef("pk"), revision_number=F("article__live_revision_id")
        )
        sources = ArticleSource.objects.filter(article=OuterRef("pk"), live=True)
        found: ArticleQuerySet = (
            super()
            .get_base_queryset()
            .prefetch_related("owner")
            .annotate(
                yes_count=_number(verdicts.filter(helpful=True)),
                no_count=_number(verdicts.filter(helpful=False)),
                source_count=_number(sources),
            )
        )
        return found


class ArticleListing(PageListingViewSet):
    """All articles, whatever their section."""

    model = ArticlePage
    index_view_class = ArticleIndexView
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 100
    add_to_admin_menu = True
    filterset_class = ArticleFilters
    columns: Final = [
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("language", label=_("Language"), accessor="get_language_display"),
        Column("owner", label=_("Owner"), accessor="owner.name"),
        DayColumn("verified_on", label=_("Checked on"), sort_key="verified_on", width="10%"),
        DayColumn("review_due", label=_("Next check"), sort_key="review_due", width="10%"),
        HelpfulColumn("helpful", label=_("Helped"), width="8%"),
        Column("sources", label=_("Answers"), accessor="source_count", width="6%"),
        DateColumn(
            "latest_revision_created_at",
            label=_("Changed"),
            sort_key="latest_revision_created_at",
            width="10%",
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
    ]

"""The list of URLs that articles point to."""

from typing import ClassVar

import django_filters
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn

from kb.cms.reports.base import MaintainersReport
from kb.enums import LinkState
from kb.models import LinkTarget


class LinkFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=LinkState.choices)
    is_external = django_filters.BooleanFilter(label=_("On other sites"))

    class Meta:
        model = LinkTarget
        fields: ClassVar[list[str]] = []


class UsesColumn(Column):
    """The articles that hold a link."""

    cell_template_name = "kb/admin/uses_cell.html"


class LinksReport(MaintainersReport):
    """Every URL that articles point to, the broken ones first."""

    model = LinkTarget
    page_title = _("Links")
    header_icon = "link"
    index_url_name = "kb_links"
    index_results_url_name = "kb_links_results"
    filterset_class = LinkFilters
    default_ordering = "-failing_since"
    columns: ClassVar = [
        Column("address", label=_("URL")),
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

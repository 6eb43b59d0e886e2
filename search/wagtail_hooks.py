"""What search adds to the CMS."""

from typing import Final

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from kb.cms.menu import GuardedMenuItem
from search.cms.panels import MissedQueriesPanel
from search.cms.report import QueryReportView, deal_with_query
from search.cms.synonyms import BuiltinSynonymsView, SynonymViewSet, synonym_viewset
from search.permissions import can_see_queries

REPORT_ORDER: Final = 50


@hooks.register("register_admin_viewset")
def register_synonyms() -> SynonymViewSet:
    return synonym_viewset


@hooks.register("register_admin_urls")
def register_report() -> list[URLPattern]:
    return [
        path("synonyms/built-in/", BuiltinSynonymsView.as_view(), name="search_builtin_synonyms"),
        path("reports/searches/", QueryReportView.as_view(), name="search_report"),
        path("reports/searches/dealt-with/", deal_with_query, name="search_deal_with"),
    ]


@hooks.register("register_reports_menu_item")
def register_report_link() -> MenuItem:
    return GuardedMenuItem(
        _("Searches"),
        reverse("search_report"),
        name="searches",
        icon_name="search",
        order=REPORT_ORDER,
        may_use=can_see_queries,
    )


@hooks.register("construct_homepage_panels")
def add_missed_queries(request: HttpRequest, panels: list[Component]) -> None:
    if can_see_queries(request.user):
        panels.append(MissedQueriesPanel())

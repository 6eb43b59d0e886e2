"""Where the lists of the maintainers stand in the CMS: their URLs and their menu."""

from typing import Any, Final

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from kb.cms.menu import GuardedMenuItem
from kb.cms.reports.base import MaintainersReport
from kb.cms.reports.deflections import DeflectionsReport
from kb.cms.reports.drift import DriftReport
from kb.cms.reports.feedback import FeedbackReport
from kb.cms.reports.freshness import FreshnessReport
from kb.cms.reports.links import LinksReport
from kb.permissions import can_see_drafts

UPKEEP_ORDER: Final = 130
REPORTS: Final[dict[str, type[MaintainersReport]]] = {
    "drift": DriftReport,
    "freshness": FreshnessReport,
    "feedback": FeedbackReport,
    "deflections": DeflectionsReport,
    "links": LinksReport,
}


@hooks.register("register_admin_urls")
def register_reports() -> list[Any]:
    return [
        url
        for name, report in REPORTS.items()
        for url in (
            path(f"knowledge/{name}/", report.as_view(), name=f"kb_{name}"),
            path(
                f"knowledge/{name}/results/",
                report.as_view(results_only=True),
                name=f"kb_{name}_results",
            ),
        )
    ]


@hooks.register("register_admin_menu_item")
def register_upkeep() -> MenuItem:
    """One menu for what keeps articles true."""
    items = [
        GuardedMenuItem(
            report.page_title,
            reverse(f"kb_{name}"),
            name=f"kb-{name}",
            icon_name=report.header_icon,
            order=number,
            may_use=can_see_drafts,
        )
        for number, (name, report) in enumerate(REPORTS.items())
    ]
    return SubmenuMenuItem(
        _("Upkeep"),
        Menu(items=items),
        name="kb-upkeep",
        icon_name="calendar-check",
        order=UPKEEP_ORDER,
    )

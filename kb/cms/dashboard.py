"""The front page of the CMS: what waits for whoever looks, and what articles did this week."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from core.charts import BarChart, draw_bars
from kb.permissions import can_decide_promotions, can_see_drafts, can_write_articles
from kb.selectors.waiting import waiting_for
from kb.selectors.week import Measure, Week, week_of

WAITING_ORDER: Final = 50
WEEK_ORDER: Final = 60
CHART_HEIGHT: Final = 36
BAR_MIN: Final = 2


@dataclass(frozen=True)
class WeekChart:
    """A number with its seven days, drawn and in words."""

    label: str
    total: int
    before: int
    bar_chart: BarChart
    words: str
    css_class: str


def draw(label: str, measure: Measure, *, is_good: bool) -> WeekChart:
    """Draw seven days; one without anything keeps a line."""
    said = [
        _("%(day)s: %(number)d") % {"day": date_format(day, "D j"), "number": value}
        for day, value in zip(measure.days, measure.values, strict=True)
    ]
    return WeekChart(
        label=label,
        total=measure.total,
        before=measure.before,
        bar_chart=draw_bars(measure.values, height=CHART_HEIGHT, min_height=BAR_MIN),
        words=f"{label}. {', '.join(said)}",
        css_class="kb-board__chart" if is_good else "kb-board__chart kb-board__chart--bad",
    )


def charts_of(week: Week) -> list[WeekChart]:
    return [
        draw(_("Opened"), week.views, is_good=True),
        draw(_("It helped"), week.helped, is_good=True),
        draw(_("It did not help"), week.failed, is_good=False),
        draw(_("Asked after reading"), week.deflections, is_good=False),
    ]


class _MaintainersPanel(Component):
    """A panel of the front page, with the look of all of them."""

    class Media:
        css: ClassVar = {"all": ["css/cms/dashboard.css"]}


class WaitingPanel(_MaintainersPanel):
    """What waits, for whom it concerns, with a link to where it is done."""

    name = "kb_waiting"
    template_name = "kb/admin/waiting_panel.html"
    order = WAITING_ORDER

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        groups = waiting_for(user)
        return {
            "groups": [group for group in groups if group.count],
            "of_others": [group for group in groups if not group.count],
            "decides": can_decide_promotions(user),
            "writes": can_write_articles(user),
        }


class WeekPanel(_MaintainersPanel):
    """The week of the person's articles, drawn."""

    name = "kb_week"
    template_name = "kb/admin/week_panel.html"
    order = WEEK_ORDER

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        week = week_of(user)
        return {
            "week": week,
            "charts": charts_of(week),
            "writes": can_write_articles(user),
        }


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """For those who write and those who review; others have no work here."""
    if can_see_drafts(request.user):
        panels.extend([WaitingPanel(), WeekPanel()])

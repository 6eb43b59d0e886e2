"""What search says on the front page of the CMS."""

from typing import Any, Final

from django.urls import reverse
from wagtail.admin.ui.components import Component

from kb.permissions import can_write_articles
from search.cms.report import query_links
from search.selectors.analytics import WAITING_DAYS, Concern, list_missed_lately

PANEL_ORDER: Final = 200


class MissedQueriesPanel(Component):
    """What was looked for this week and is not there."""

    name = "search_missed"
    template_name = "search/admin/missed_panel.html"
    order = PANEL_ORDER

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        rows = list_missed_lately()
        url = f"{reverse('search_report')}?show={Concern.NOT_FOUND}&days={WAITING_DAYS}"
        return {
            "rows": [(row, query_links(row["text"], row["language"])) for row in rows],
            "may_write": can_write_articles(user),
            "report_url": url,
        }

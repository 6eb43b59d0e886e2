"""What the CMS checks when an editor saves a page, beside what the fields themselves do."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from kb.enums import Audience


class AudienceForm(WagtailAdminPageForm):
    """An audience of certain groups names at least one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        asks_for_groups = cleaned.get("audience") == Audience.GROUPS
        if asks_for_groups and not cleaned.get("audience_groups"):
            self.add_error("audience_groups", _("Choose the groups whose members may read this."))
        return cleaned

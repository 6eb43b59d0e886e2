"""The form in which the CMS edits an article."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

SAID_OF_A_VERSION = ("edit_weight", "edit_note")


class ArticleForm(WagtailAdminPageForm):
    """Asks anew what each change is: what was said of the version that is live stays with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.live and not self.instance.has_unpublished_changes:
            for name in SAID_OF_A_VERSION:
                self.initial[name] = ""

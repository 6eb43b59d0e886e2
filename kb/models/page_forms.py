"""What the CMS checks when an editor saves a page, beside what the fields themselves do."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from core.fields import count_as_readers
from kb.enums import Audience
from kb.models.validators import validate_slug
from kb.models.versioned_forms import CMSVersionedFormMixin
from kb.models.writing import PAGE_TITLES


class PageForm(CMSVersionedFormMixin, WagtailAdminPageForm):
    """URLs take letters of every script, and titles are counted as readers count."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if slug := self.fields.get("slug"):
            others = [rule for rule in slug.validators if not isinstance(rule, RegexValidator)]
            slug.validators = [*others, validate_slug]
        for name in PAGE_TITLES:
            if title := self.fields.get(name):
                count_as_readers(title, title.max_length)
                title.widget.attrs.pop("maxlength", None)


class AudienceForm(PageForm):
    """An audience of certain groups names at least one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        asks_for_groups = cleaned.get("audience") == Audience.GROUPS
        if asks_for_groups and not cleaned.get("audience_groups"):
            self.add_error("audience_groups", _("Choose the groups whose members may read this."))
        return cleaned

"""The form in which the CMS edits an article."""

from typing import Any

from django import forms

from kb.cms.page_forms import AudienceForm
from kb.languages import enabled_choices

SAID_OF_A_VERSION = ("edit_weight", "edit_note")


class ArticleForm(AudienceForm):
    """Asks anew what each change is: what was said of the version that is live stays with it.

    The languages on offer are those of the site, and the one that the article is in.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.live and not self.instance.has_unpublished_changes:
            for name in SAID_OF_A_VERSION:
                self.initial[name] = ""
        field = self.fields.get("language")
        if isinstance(field, forms.ChoiceField):
            field.choices = enabled_choices(self.instance.language)

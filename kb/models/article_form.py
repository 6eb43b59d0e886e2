"""The form in which the CMS edits an article."""

from collections.abc import Iterable
from typing import Any

from django import forms

from community.services.tags import find_tags
from community.validation import clean_tag_names, normalize_tag_name
from core.errors import InvalidInput
from core.unicode import fold
from kb.models.page_forms import AudienceForm
from kb.text.instructions import ask_to_replace, unchanged_instructions
from kb.text.languages import enabled_choices

SAID_OF_A_VERSION = ("edit_weight", "edit_note")


class ArticleForm(AudienceForm):
    """Asks anew what each change is: what was said of the version that is live stays with it.

    The languages on offer are those of the site, and the one that the article is in.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(_said_anew(self.instance))
        field = self.fields.get("language")
        if isinstance(field, forms.ChoiceField):
            field.choices = enabled_choices(self.instance.language)

    def values_of(self, stored: Any) -> dict[str, Any]:
        return super().values_of(stored) | _said_anew(stored)

    def clean(self) -> dict[str, Any]:
        """A draft may be saved with the words of its template; it is not handed in with them."""
        cleaned: dict[str, Any] = super().clean()
        body = None if self.is_deferred_validation else cleaned.get("body")
        if body and (lines := unchanged_instructions(body)):
            self.add_error(None, ask_to_replace(lines))
        return cleaned

    def clean_tags(self) -> list[str]:
        """Tags that are there whatever their case, and new ones that obey the rules of tags."""
        typed: Iterable[str] = self.cleaned_data["tags"]
        names = list(dict.fromkeys(filter(None, map(normalize_tag_name, typed))))
        known = {folded: tag.name for folded, tag in find_tags(names).items()}
        try:
            for name in names:
                if fold(name) not in known:
                    clean_tag_names([name])
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error
        return list(dict.fromkeys(known.get(fold(name), name) for name in names))


def _said_anew(article: Any) -> dict[str, str]:
    """What a form asks again once the version that it was said of is live."""
    is_said = not article.live or article.has_unpublished_changes
    return {} if is_said else dict.fromkeys(SAID_OF_A_VERSION, "")

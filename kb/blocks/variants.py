"""Text that differs by country, model or platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kb.blocks.bounded import BoundedCharBlock
from kb.blocks.parts import PartsBlock
from kb.enums import Aspect
from kb.text.variants import option_key


@dataclass(frozen=True)
class Option:
    """A link by which the reader chooses."""

    name: str
    query: str
    chosen: bool


@dataclass(frozen=True)
class Variant:
    """One of the texts; those that the reader did not choose are folded away."""

    name: str
    content: Any
    is_open: bool


def names_of(text: str) -> list[str]:
    """The names that an editor wrote between commas."""
    return [name for part in text.split(",") if (name := part.strip())]


class VariantBlock(blocks.StructBlock):
    """What holds for one or some of the countries, models or platforms."""

    names = BoundedCharBlock(
        label=_("For which"),
        max_length=200,
        help_text=_("Several are separated by commas: Finland, Sweden."),
    )
    content = PartsBlock(label=_("Content"), min_num=1)


class VariantsBlock(blocks.StructBlock):
    """The same matter for several countries, models or platforms; the reader picks one.

    Whatever is picked, the page holds all of them: they are found by search, and printed.
    """

    aspect = blocks.ChoiceBlock(
        label=_("Differs by"), choices=Aspect.choices, default=Aspect.COUNTRY, search_index=False
    )
    variants = blocks.ListBlock(VariantBlock(), label=_("Variants"), min_num=1)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        keys = [
            option_key(name) for item in cleaned["variants"] for name in names_of(item["names"])
        ]
        if len(keys) != len(set(keys)) or not all(keys):
            message = _("Each variant needs a name of its own, and no name may be there twice.")
            raise blocks.StructBlockValidationError({"variants": ValidationError(message)})
        return cleaned

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        aspect = value["aspect"] or Aspect.COUNTRY
        names = [name for item in value["variants"] for name in names_of(item["names"])]
        choices: Mapping[str, str] | None = context.get("choices")
        chosen = (choices or {}).get(aspect, "")
        if chosen not in map(option_key, names):
            chosen = ""
        context |= {
            "aspect": aspect,
            "aspect_label": Aspect(aspect).label,
            "chosen": chosen,
            "options": [_option(aspect, name, chosen) for name in names],
            "may_choose": choices is not None,
            "variants": [_variant(item, chosen) for item in value["variants"]],
        }
        return context

    class Meta:
        icon = "list-ul"
        label = _("Variants by country, model or platform")
        template = "kb/blocks/variants.html"


def _option(aspect: str, name: str, chosen: str) -> Option:
    key = option_key(name)
    return Option(name=name, query=f"{aspect}={key}", chosen=key == chosen)


def _variant(item: Any, chosen: str) -> Variant:
    names = names_of(item["names"])
    is_open = not chosen or chosen in map(option_key, names)
    return Variant(name=", ".join(names), content=item["content"], is_open=is_open)

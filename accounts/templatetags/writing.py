"""How texts of people run on the page, whatever script they are in; loaded in every template."""

from typing import Final

import regex
from django import template
from django.forms import BoundField, Textarea, TextInput
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

RIGHT_TO_LEFT: Final = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "pnb", "ps", "sd", "ug", "ur", "yi"]
)
_RIGHT_TO_LEFT_LETTER: Final = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
_ISOLATE: Final = "\u2068"
_END: Final = "\u2069"


@register.filter
def direction(language: str | None) -> str:
    """The value of `dir` for a text: what its language asks for, else by its first letter."""
    return "rtl" if (language or "").split("-")[0] in RIGHT_TO_LEFT else "auto"


@register.filter
def isolated(text: object) -> SafeString:
    """A name inside a sentence of a page, so that neither turns the other around."""
    return format_html("<bdi>{}</bdi>", text) if text else SafeString("")


@register.filter
def isolate(text: object) -> str:
    """The same for plain text: mails, titles. Where nothing runs to the left, nothing is added."""
    words = str(text or "")
    return f"{_ISOLATE}{words}{_END}" if _RIGHT_TO_LEFT_LETTER.search(words) else words


@register.filter
def directed(field: BoundField) -> SafeString:
    """An input whose text runs as it is typed; addresses, numbers and secrets run as they do."""
    widget = field.field.widget
    is_prose = type(widget) is Textarea or type(widget) is TextInput
    return field.as_widget(attrs={"dir": "auto"} if is_prose else None)

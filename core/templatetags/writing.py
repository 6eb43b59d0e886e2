"""How texts of people run on the page, whatever script they are in; loaded in every template."""

from typing import Any, Final

import regex
from django import template
from django.forms import BoundField, Textarea, TextInput
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

register = template.Library()

RIGHT_TO_LEFT: Final = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "pnb", "ps", "sd", "ug", "ur", "yi"]
)
HEBREW: Final = frozenset(["he", "yi"])
_LETTER: Final = regex.compile(r"\p{L}")
_HEBREW_LETTER: Final = regex.compile(r"\p{Hebrew}")
_RIGHT_TO_LEFT_LETTER: Final = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
_ISOLATE: Final = "\u2068"
_END: Final = "\u2069"


@register.filter
def direction(language: str | None) -> str:
    """The value of `dir` for a text: what its language asks for, else by its first letter."""
    return "rtl" if (language or "").split("-")[0] in RIGHT_TO_LEFT else "auto"


@register.simple_tag
def written(html: str, language: str | None) -> SafeString:
    """`dir` and `lang` of what somebody wrote below a text in `language`, maybe in another one.

    Most of its letters decide how it runs, so that a product's name in front turns nothing around;
    letters of another script say that it is in another language.
    """
    text = strip_tags(html)
    leftward = len(_RIGHT_TO_LEFT_LETTER.findall(text))
    is_leftward = 2 * leftward > len(_LETTER.findall(text))
    runs = "rtl" if is_leftward else "ltr" if leftward else "auto"
    base = (language or "").split("-")[0]
    is_other = is_leftward != (base in RIGHT_TO_LEFT) or (
        is_leftward and (2 * len(_HEBREW_LETTER.findall(text)) > leftward) != (base in HEBREW)
    )
    if is_other or not language:
        return format_html(' dir="{}"', runs)
    return format_html(' dir="{}" lang="{}"', runs, language)


@register.simple_tag
def changed_words(line: Any, **elements: str) -> SafeString:
    """The text of a changed line; `insert="ins"` names the element around what was inserted.

    White space shows there, so that a template that breaks its lines would break the text.
    """
    if not line.segments:
        return format_html("{}", line.text)
    parts = ((segment.text, elements.get(segment.kind)) for segment in line.segments)
    marked = (format_html("<{0}>{1}</{0}>", name, text) if name else text for text, name in parts)
    return format_html_join("", "{}", ((part,) for part in marked))


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
    """An input whose text runs as it is typed; URLs, numbers and secrets run as they do."""
    widget = field.field.widget
    is_prose = type(widget) is Textarea or type(widget) is TextInput
    return field.as_widget(attrs={"dir": "auto"} if is_prose else None)

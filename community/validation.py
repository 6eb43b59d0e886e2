"""What a title, a text and a list of tags must look like, and the errors when they do not.

Limits are the defaults of Discourse, Apache Answer and Question2Answer as compared in 2026:
title 10 to 150 characters, question 20, answer 12, comment 2 to 600, five tags of 2 to 30.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import InvalidInput, Text
from community.models.question import TITLE_MAX_LENGTH
from community.text import normalize_source
from community.text.language import OWN_NAMES

T = TypeVar("T")

TITLE_MIN_LENGTH: Final = 10
QUESTION_MIN_LENGTH: Final = 20
ANSWER_MIN_LENGTH: Final = 12
BODY_MAX_LENGTH: Final = 32_000
COMMENT_MIN_LENGTH: Final = 2
COMMENT_MAX_LENGTH: Final = 600
SUMMARY_MAX_LENGTH: Final = 300
TAGS_MAX: Final = 5
TAG_MIN_LENGTH: Final = 2
TAG_MAX_LENGTH: Final = 30

_TAG = re.compile(r"[^\W_]([\w.+#-]*[\w+#])?")
_ZERO_WIDTH = re.compile("[\u200b\ufeff]")


def clean_text(text: str) -> str:
    """NFC, one kind of line end, no control or direction-override characters, trimmed."""
    return _ZERO_WIDTH.sub("", unicodedata.normalize("NFC", normalize_source(text))).strip()


def _length_error(text: str, minimum: int, maximum: int) -> str:
    length = len(text)
    if length == 0:
        return _("Please write something here.")
    if length < minimum:
        return ngettext(
            "Please write at least %(minimum)d character; there is %(length)d.",
            "Please write at least %(minimum)d characters; there are %(length)d.",
            minimum,
        ) % {"minimum": minimum, "length": length}
    if length > maximum:
        return _("That is %(excess)d characters too long; at most %(maximum)d fit.") % {
            "excess": length - maximum,
            "maximum": maximum,
        }
    if not any(character.isalnum() for character in text):
        return _("Please use some words.")
    return ""


def clean_title(title: str) -> str:
    """The title on one line; raises `InvalidInput` for field `title`."""
    title = " ".join(clean_text(title).split())
    if error := _length_error(title, TITLE_MIN_LENGTH, TITLE_MAX_LENGTH):
        raise InvalidInput(error, fields={"title": [error]})
    return title


def clean_body(body: str, *, minimum: int, maximum: int = BODY_MAX_LENGTH) -> str:
    """The Markdown to store; raises `InvalidInput` for field `body`."""
    body = clean_text(body)
    if error := _length_error(body, minimum, maximum):
        raise InvalidInput(error, fields={"body": [error]})
    return body


def clean_tag_names(names: Iterable[str]) -> list[str]:
    """Lower-case names with hyphens, in order, each once; raises `InvalidInput` for `tags`."""
    cleaned = list(dict.fromkeys(filter(None, map(normalize_tag_name, names))))
    error = ""
    if len(cleaned) > TAGS_MAX:
        error = _("Please choose at most %(count)d tags.") % {"count": TAGS_MAX}
    for name in cleaned:
        if not TAG_MIN_LENGTH <= len(name) <= TAG_MAX_LENGTH:
            error = _("The tag “%(tag)s” must have %(minimum)d to %(maximum)d characters.") % {
                "tag": name[: TAG_MAX_LENGTH + 1],
                "minimum": TAG_MIN_LENGTH,
                "maximum": TAG_MAX_LENGTH,
            }
        elif not _TAG.fullmatch(name):
            error = _(
                "The tag “%(tag)s” may hold only letters, digits, hyphens and the signs . + #"
            ) % {"tag": name}
    if error:
        raise InvalidInput(error, fields={"tags": [error]})
    return cleaned


def normalize_tag_name(name: str) -> str:
    return "-".join(clean_text(name).lower().split())


def clean_language(code: str) -> str:
    """One of the languages that can be chosen, or ""; raises `InvalidInput` for `language`."""
    code = code.strip().lower()
    if code and code not in OWN_NAMES:
        error = _("This language cannot be chosen here.")
        raise InvalidInput(error, fields={"language": [error]})
    return code


def clean_summary(summary: str) -> str:
    """One line about an edit; raises `InvalidInput` for field `summary`."""
    summary = " ".join(clean_text(summary).split())
    if len(summary) > SUMMARY_MAX_LENGTH:
        error = _("Please keep it under %(maximum)d characters.") % {"maximum": SUMMARY_MAX_LENGTH}
        raise InvalidInput(error, fields={"summary": [error]})
    return summary


class FieldErrors:
    """Gathers the errors of several fields, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[Text]] = {}

    def run(self, clean: Callable[[], T], default: T) -> T:
        """The cleaned value, or `default` with the error noted."""
        try:
            return clean()
        except InvalidInput as error:
            self.fields.update(error.fields)
            return default

    def raise_if_any(self) -> None:
        if len(self.fields) == 1:
            [[message, *_rest]] = self.fields.values()
            raise InvalidInput(message, fields=self.fields)
        if self.fields:
            raise InvalidInput(_("Please correct the marked fields."), fields=self.fields)

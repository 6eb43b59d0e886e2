"""What a title, a text and a list of tags must look like, and the errors when they do not.

Limits are the defaults of Discourse, Apache Answer and Question2Answer as compared in 2026:
title 10 to 150 characters, question 20, answer 12, comment 2 to 600, five tags of up to 30. They
are counted as readers count; least lengths are for scripts of letters, and lower for scripts whose
characters say more.
"""

import re
from collections.abc import Callable, Iterable
from math import ceil
from typing import Final, TypeVar

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models.question import COLUMN_PER_CHARACTER, TITLE_MAX_LENGTH
from community.models.taxonomy import NAME_MAX_LENGTH
from community.text import normalize_source
from community.text.language import OWN_NAMES
from core.errors import InvalidInput, Text
from core.unicode import (
    LONGEST_CHARACTER,
    WORD_CHARACTER,
    count_characters,
    count_weighed,
    fits,
    fold,
    has_letter,
    lower,
    shorten,
)

T = TypeVar("T")

TITLE_MIN_LENGTH: Final = 10
TITLE_COLUMN: Final = TITLE_MAX_LENGTH * COLUMN_PER_CHARACTER
QUESTION_MIN_LENGTH: Final = 20
ANSWER_MIN_LENGTH: Final = 12
BODY_MAX_LENGTH: Final = 32_000
COMMENT_MIN_LENGTH: Final = 2
COMMENT_MAX_LENGTH: Final = 600
SUMMARY_MAX_LENGTH: Final = 300
TAGS_MAX: Final = 5
TAG_MAX_LENGTH: Final = 30

_TAG = regex.compile(
    rf"\.?{WORD_CHARACTER}(?:(?:{WORD_CHARACTER}|[.+#-])*(?:{WORD_CHARACTER}|[+#]))?", regex.V1
)
_ZERO_WIDTH = re.compile("[\u200b\ufeff]")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+|\A[^\S\n]+\Z")


def clean_text(text: str) -> str:
    """NFC, one kind of line end, no character to trip over, no empty lines around.

    The indent of the first line stays: four spaces begin a block of code.
    """
    return _BLANK_LINES.sub("", _ZERO_WIDTH.sub("", normalize_source(text)).rstrip())


def _clean_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _length_error(text: str, minimum: int, maximum: int, column: int, kept: str) -> str:
    """What is wrong with the length. A text that was there may stay as short or long as it was.

    `column` is how many code points are stored at most.
    """
    if not text:
        return _("Please write something here.")
    length, weight = count_characters(text), count_weighed(text)
    if kept:
        minimum = min(minimum, count_weighed(kept))
        maximum = max(maximum, count_characters(kept))
    if weight < minimum:
        minimum = ceil(minimum * length / weight)
        return ngettext(
            "Please write at least %(minimum)d character; there is %(length)d.",
            "Please write at least %(minimum)d characters; there are %(length)d.",
            minimum,
        ) % {"minimum": minimum, "length": length}
    if len(text) > max(column, len(kept)):
        maximum = min(maximum, count_characters(shorten(text, column)))
    if length > maximum:
        return _("That is %(excess)d characters too long; at most %(maximum)d fit.") % {
            "excess": length - maximum,
            "maximum": maximum,
        }
    if not has_letter(text) and not kept:
        return _("Please use some words.")
    return ""


def clean_title(title: str, *, kept: str = "") -> str:
    """The title on one line; raises `InvalidInput` for field `title`.

    `kept` is the title that is there: rules for new titles do not stop who leaves it as it is.
    """
    title = _clean_line(title)
    if kept and title == _clean_line(kept):
        return kept
    if error := _length_error(title, TITLE_MIN_LENGTH, TITLE_MAX_LENGTH, TITLE_COLUMN, kept):
        raise InvalidInput(error, fields={"title": [error]})
    return title


def clean_body(body: str, *, minimum: int, maximum: int = BODY_MAX_LENGTH, kept: str = "") -> str:
    """The Markdown to store; raises `InvalidInput` for field `body`. `kept` as for titles."""
    body = clean_text(body)
    if kept and body == clean_text(kept):
        return kept
    if error := _length_error(body, minimum, maximum, maximum * LONGEST_CHARACTER, kept):
        raise InvalidInput(error, fields={"body": [error]})
    return body


def clean_tag_names(names: Iterable[str], *, kept: Iterable[str] = ()) -> list[str]:
    """Lower-case names with hyphens, in order, each once; raises `InvalidInput` for `tags`.

    Names that are `kept` from before stay as they are, whatever new names must look like.
    """
    held = {fold(normalize_tag_name(name)): name for name in kept}
    cleaned: dict[str, str] = {}
    for name in filter(None, map(normalize_tag_name, names)):
        cleaned.setdefault(fold(name), held.get(fold(name), name))
    error = ""
    if len(cleaned) > max(TAGS_MAX, len(held)):
        error = _("Please choose at most %(count)d tags.") % {"count": TAGS_MAX}
    for name in (name for folded, name in cleaned.items() if folded not in held):
        error = _tag_error(name) or error
    if error:
        raise InvalidInput(error, fields={"tags": [error]})
    return list(cleaned.values())


def _tag_error(name: str) -> str:
    if count_characters(name) > TAG_MAX_LENGTH or len(name) > NAME_MAX_LENGTH:
        return _("The tag “%(tag)s” is too long; a tag has at most %(maximum)d characters.") % {
            "tag": shorten(name, TAG_MAX_LENGTH + 1),
            "maximum": TAG_MAX_LENGTH,
        }
    if not _TAG.fullmatch(name):
        return _(
            "The tag “%(tag)s” may hold only letters, digits, hyphens and the signs . + #, and"
            " begin with a letter, a digit or a dot."
        ) % {"tag": name}
    return ""


def normalize_tag_name(name: str) -> str:
    """Small letters, with hyphens for spaces."""
    return "-".join(lower(clean_text(name)).split())


def clean_language(code: str) -> str:
    """One of the languages that can be chosen, or ""; raises `InvalidInput` for `language`."""
    code = code.strip().lower()
    if code and code not in OWN_NAMES:
        error = _("This language cannot be chosen here.")
        raise InvalidInput(error, fields={"language": [error]})
    return code


def clean_summary(summary: str) -> str:
    """One line about an edit; raises `InvalidInput` for field `summary`."""
    summary = _clean_line(summary)
    if not fits(summary, SUMMARY_MAX_LENGTH):
        error = _("Please keep it under %(maximum)d characters.") % {"maximum": SUMMARY_MAX_LENGTH}
        raise InvalidInput(error, fields={"summary": [error]})
    return summary


def check_question_text(*, title: str, body: str, tags: Iterable[str]) -> None:
    """Raise `InvalidInput` for what is wrong with a question, whoever asks it."""
    errors = FieldErrors()
    errors.run(lambda: clean_title(title), "")
    errors.run(lambda: clean_body(body, minimum=QUESTION_MIN_LENGTH), "")
    errors.run(lambda: clean_tag_names(tags), list[str]())
    errors.raise_if_any()


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

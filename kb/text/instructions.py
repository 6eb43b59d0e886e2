"""What templates tell authors to write, which must not reach readers as it stands."""

from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kb.text.plain import lines_of_block, words_of

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

WORDS_MIN: Final = 4
"""Shorter lines are headings and the like, which articles share with their template."""
FOR_READERS: Final = frozenset({"ask"})
"""Blocks that a template fills with words for readers."""
QUOTED_CHARS: Final = 60


def _instructions(body: "StreamValue") -> list[str]:
    return [
        line
        for block in body
        if block.block_type not in FOR_READERS
        for line in lines_of_block(block)
        if len(words_of([line])) >= WORDS_MIN
    ]


def unchanged_instructions(body: "StreamValue") -> list[str]:
    """Lines of a body that stand word for word in a template, in their order; one query."""
    templates = apps.get_model("kb", "ArticleTemplate").objects.all()
    known = {line for template in templates for line in _instructions(template.body)}
    return list(dict.fromkeys(line for line in _instructions(body) if line in known))


def ask_to_replace(lines: list[str]) -> str:
    """Say which line of a template is still there."""
    return _("Replace the template's text: “%(line)s”") % {
        "line": Truncator(lines[0]).chars(QUOTED_CHARS)
    }

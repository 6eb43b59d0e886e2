"""What templates of the forum, and of apps above it, show of the forum."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import uuid4

from django import template
from django.template.context import Context

from accounts.templatetags.remembering import SUBMISSION_VARIABLE
from community.selectors.cards import QuestionCard
from community.selectors.lists import list_questions

register = template.Library()

V = TypeVar("V")


@register.simple_tag(takes_context=True)
def submission_key(context: Context) -> str:
    """A new key for a form, so that sending it twice posts once.

    Inside a remembered part it is the mark that each answer puts a new key in the place of.
    """
    return str(context.get(SUBMISSION_VARIABLE) or uuid4())


@register.simple_tag
def recent_questions(sort: str = "active", limit: int = 5) -> tuple[QuestionCard, ...]:
    """The first questions of a list; three queries."""
    return list_questions(sort=sort, limit=limit).items


@register.filter
def lookup(mapping: Mapping[int, V] | None, key: int) -> V | None:
    """The value of a key that is only known in the template."""
    return mapping.get(key) if mapping else None

"""What templates of the forum, and of apps above it, show of the forum."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import uuid4

from django import template

from community.selectors.cards import QuestionCard
from community.selectors.lists import list_questions

register = template.Library()

V = TypeVar("V")


@register.simple_tag
def submission_key() -> str:
    """A new key for a form, so that sending it twice posts once."""
    return str(uuid4())


@register.simple_tag
def recent_questions(sort: str = "active", limit: int = 5) -> tuple[QuestionCard, ...]:
    """The first questions of a list; three queries."""
    return list_questions(sort=sort, limit=limit).items


@register.filter
def lookup(mapping: Mapping[int, V] | None, key: int) -> V | None:
    """The value of a key that is only known in the template."""
    return mapping.get(key) if mapping else None

"""What templates of the forum, and of apps above it, show of the forum."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import uuid4

from django import template
from django.utils.safestring import SafeString

from accounts.structured_data import structured_data
from community.models import Tag
from community.selectors.cards import QuestionCard
from community.selectors.detail import ThreadView
from community.selectors.lists import list_questions
from community.structured_data import tag_things, thread_things

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


@register.simple_tag
def question_data(thread: ThreadView) -> SafeString:
    """A thread for machines."""
    return structured_data(thread_things(thread))


@register.simple_tag
def tag_data(tag: Tag) -> SafeString:
    """A tag's place for machines."""
    return structured_data(tag_things(tag))


@register.filter
def lookup(mapping: Mapping[int, V] | None, key: int) -> V | None:
    """The value of a key that is only known in the template."""
    return mapping.get(key) if mapping else None

"""What is worth finding by search engines: each rule for a row, and its twin for a queryset.

A page that holds nothing for a stranger makes the whole site look thin, so it asks not to be
listed: a question that nobody answered in its first month or that was closed without an answer,
and a tag that holds one question and says nothing of itself.
"""

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from community.enums import PostState
from community.models import Question, Tag
from community.querysets import QuestionQuerySet

UNANSWERED_FOR: Final = timedelta(days=30)
TAG_QUESTIONS_MIN: Final = 2


def is_indexable_question(question: Question) -> bool:
    """Whether engines may list a thread."""
    if question.state != PostState.VISIBLE:
        return False
    is_fresh = question.created_at > timezone.now() - UNANSWERED_FOR
    return question.answer_count > 0 or (is_fresh and not question.is_closed)


def indexable_questions() -> QuestionQuerySet:
    """The threads for which `is_indexable_question` holds."""
    fresh = Q(created_at__gt=timezone.now() - UNANSWERED_FOR, closed_at=None)
    return Question.objects.visible().filter(Q(answer_count__gt=0) | fresh)


def is_indexable_tag(tag: Tag) -> bool:
    """Whether engines may list a tag's page."""
    if tag.synonym_of_id is not None or tag.question_count == 0:
        return False
    return tag.question_count >= TAG_QUESTIONS_MIN or tag.description != ""


def indexable_tags() -> QuerySet[Tag]:
    """The tags for which `is_indexable_tag` holds."""
    enough = Q(question_count__gte=TAG_QUESTIONS_MIN) | ~Q(description="")
    return Tag.objects.filter(enough, question_count__gt=0, synonym_of=None)

"""The mark of questions whose answer became an article; the knowledge base sets it."""

from collections.abc import Collection

from django.db import transaction

from community.models import Question


@transaction.atomic
def mark_documented(*, question_ids: Collection[int], documented: Collection[int]) -> int:
    """Set the mark of some questions: on for those in `documented`; returns how many changed."""
    questions = Question.objects.filter(pk__in=question_ids)
    now_on = questions.filter(pk__in=documented, is_documented=False)
    now_off = questions.exclude(pk__in=documented).filter(is_documented=True)
    return now_on.update(is_documented=True) + now_off.update(is_documented=False)

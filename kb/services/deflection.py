"""Counting the articles that were read and did not help."""

from django.db import transaction
from django.utils import timezone

from community.models import Question
from kb.models import ArticlePage, FailedDeflection
from kb.services.doubts import doubt_by_deflections


@transaction.atomic
def record_failed_deflection(*, article_id: int, question_id: int) -> FailedDeflection | None:
    """Note that a question was asked after reading an article; a second call changes nothing.

    None where the article is not one that the asker may read: the number came from outside.
    """
    question = Question.objects.select_related("author").get(pk=question_id)
    readable = ArticlePage.objects.visible_to(question.author).numbered(article_id)
    if not readable.exists():
        return None
    failed, created = FailedDeflection.objects.get_or_create(
        question=question, defaults={"article_id": article_id, "created_at": timezone.now()}
    )
    if created:
        doubt_by_deflections(article_id=article_id)
    return failed

"""What may be found at all: one rule for a row, and its twin for a queryset.

Only what the public or any signed-in member may read is indexed. A test proves both forms equal.
"""

from django.db.models import QuerySet

from community.enums import PostState
from community.models import Post, Question
from community.querysets import PostQuerySet, QuestionQuerySet
from kb.models import ArticlePage


def is_eligible_question(question: Question) -> bool:
    """Whether a thread may be found: its question is public."""
    return question.state == PostState.VISIBLE


def eligible_questions() -> QuestionQuerySet:
    """The threads for which `is_eligible_question` holds."""
    return Question.objects.visible()


def is_eligible_answer(post: Post) -> bool:
    """Whether a post's text may be part of its thread's document."""
    return post.state == PostState.VISIBLE


def eligible_answers() -> PostQuerySet:
    """The posts (the question's own among them) for which `is_eligible_answer` holds."""
    return Post.objects.visible()


def is_eligible_article(article: ArticlePage) -> bool:
    """Whether an article may be found: it is published and not behind a page restriction."""
    return bool(article.live) and not article.get_view_restrictions().exists()


def eligible_articles() -> QuerySet[ArticlePage]:
    """The articles for which `is_eligible_article` holds."""
    return ArticlePage.objects.live().public()

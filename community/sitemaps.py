"""What search engines are told about the forum."""

from collections.abc import Collection

from django.db.models import QuerySet

from community.models import Question, Tag
from community.querysets import QuestionQuerySet
from community.selectors.indexable import indexable_questions, indexable_tags
from core.sitemaps import QuerySetSitemap


class QuestionSitemap(QuerySetSitemap[Question]):
    """Questions of one language that are worth finding."""

    date_field = "last_activity_at"

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> QuestionQuerySet:
        """In the order in which they were asked."""
        found = indexable_questions().filter(language=self.language)
        return found.only("id", "slug", "last_activity_at").order_by("pk")


class OtherQuestionSitemap(QuerySetSitemap[Question]):
    """Questions in languages that the site does not speak, or whose language nobody knows."""

    date_field = "last_activity_at"

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    def items(self) -> QuestionQuerySet:
        """In the order in which they were asked."""
        found = indexable_questions().exclude(language__in=self.known)
        return found.only("id", "slug", "last_activity_at").order_by("pk")


class TagSitemap(QuerySetSitemap[Tag]):
    """Tags that hold more than one question, or say what they are for."""

    def items(self) -> QuerySet[Tag]:
        """In the order in which they were made."""
        return indexable_tags().only("slug").order_by("pk")

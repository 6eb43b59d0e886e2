"""What search engines are told about the forum."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Q

from community.models import Question, Tag
from community.querysets import QuestionQuerySet


class QuestionSitemap(Sitemap[Question]):
    """Public questions that hold something for a reader: an answer, or a good vote."""

    changefreq = "weekly"
    limit = 10_000

    def items(self) -> QuestionQuerySet:
        useful = Question.objects.visible().filter(Q(answer_count__gt=0) | Q(score__gt=0))
        return useful.only("id", "slug", "last_activity_at").order_by("pk")

    def lastmod(self, item: Question) -> datetime:
        return item.last_activity_at


class TagSitemap(Sitemap[Tag]):
    """Tags in use."""

    changefreq = "weekly"

    def items(self) -> "list[Tag]":
        return list(Tag.objects.filter(question_count__gt=0, synonym_of=None).order_by("pk"))

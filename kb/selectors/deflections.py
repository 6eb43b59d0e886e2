"""Questions that were asked after reading an article which should have answered them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.enums import PostState
from kb.models import ArticlePage, FailedDeflection

if TYPE_CHECKING:
    from kb.models.querysets import ArticleQuerySet

DAYS_COUNTED: Final = 30


def failed_deflections() -> QuerySet[FailedDeflection]:
    """Those whose question everybody may read; `times` is how often its article failed lately."""
    since = timezone.now() - timedelta(days=DAYS_COUNTED)
    lately = (
        FailedDeflection.objects.filter(
            article=OuterRef("article"), created_at__gt=since, question__state=PostState.VISIBLE
        )
        .order_by()
        .values("article")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        FailedDeflection.objects.filter(question__state=PostState.VISIBLE)
        .annotate(times=Coalesce(Subquery(lately, output_field=IntegerField()), 0))
        .select_related("question", "article__owner")
        .defer("article__body")
    )


def articles_with_failed_deflections() -> "ArticleQuerySet":
    """The articles that failed somebody, by title."""
    failed = FailedDeflection.objects.filter(question__state=PostState.VISIBLE)
    return (
        ArticlePage.objects.filter(pk__in=failed.values("article"))
        .defer_streamfields()
        .order_by("title", "pk")
    )

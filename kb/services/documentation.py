"""Which questions an article everybody may read was written from."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from community.enums import PostState
from community.models import Question
from community.services.documented import mark_documented
from kb.enums import SourceRole
from kb.models import ArticlePage, ArticleSource

UNWRITTEN_ROLES = (SourceRole.CONTRADICTS, SourceRole.REFERENCE)


def refresh_documented(*, question_ids: Collection[int], without_article: int | None = None) -> int:
    """Bring the mark of these questions up to date; returns how many were wrong.

    `without_article` is one that leaves the site.
    """
    articles = ArticlePage.objects.visible_to(AnonymousUser()).exclude(pk=without_article)
    documented = (
        ArticleSource.objects.filter(live=True, article__in=articles.values("pk"))
        .exclude(role__in=[role.value for role in UNWRITTEN_ROLES])
        .filter(post__state=PostState.VISIBLE, post__question__in=question_ids)
        .values_list("post__question_id", flat=True)
    )
    return mark_documented(question_ids=question_ids, documented=set(documented))


def refresh_documented_by(*, article_id: int, is_going: bool = False) -> int:
    """The same for the questions whose answers an article stands on."""
    questions = ArticleSource.objects.filter(article=article_id).values_list(
        "post__question_id", flat=True
    )
    return refresh_documented(
        question_ids=set(questions), without_article=article_id if is_going else None
    )


def refresh_documented_below(*, page: Page) -> int:
    """The same for every article of a branch, whose readers may be others now."""
    articles = ArticlePage.objects.descendant_of(page, inclusive=True).values("pk")
    sources = ArticleSource.objects.filter(article__in=articles)
    return refresh_documented(question_ids=set(sources.values_list("post__question", flat=True)))


def reconcile_documented() -> int:
    """Repair the mark wherever it is wrong, however that came; returns how many. Safe to repeat."""
    marked = Question.objects.documented().values_list("pk", flat=True)
    sourced = ArticleSource.objects.values_list("post__question_id", flat=True)
    return refresh_documented(question_ids={*marked, *sourced})

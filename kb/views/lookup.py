"""Finding what a URL names, as the reader may see it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from community.models import Post
from community.permissions import can_see_post
from kb.models import ArticlePage, Promotion
from kb.selectors.promotions import get_promotion
from kb.selectors.sources import get_answer
from kb.views.access import require_reader


def answer_or_404(request: HttpRequest, post_id: int) -> Post:
    """An answer that the reader may see."""
    answer = get_answer(post_id)
    if answer is None or not can_see_post(request.user, answer):
        raise Http404
    return answer


def promotion_or_404(promotion_id: int) -> Promotion:
    promotion = get_promotion(promotion_id)
    if promotion is None:
        raise Http404
    return promotion


def article_or_404(article_id: int) -> ArticlePage:
    """An article in any state; the caller checks who may work on it."""
    return get_object_or_404(ArticlePage.objects.numbered(article_id))


def readable_article_or_404(request: HttpRequest, article_id: int) -> ArticlePage:
    """A published article that the reader may read; others are told whom it is for."""
    article = get_object_or_404(ArticlePage.objects.published().numbered(article_id))
    require_reader(article, request)
    return article

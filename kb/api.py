"""The knowledge base over the API: the same services as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from accounts.api import ANYBODY, AbsoluteUrl
from community.permissions import can_see_post
from core.errors import InvalidInput, NotFound
from core.http import MemberRequest
from core.numbers import KEY_MAX, parse_int
from kb.enums import PromotionState
from kb.models import ArticlePage, Promotion
from kb.selectors.articles import ArticleDetail, article_details
from kb.selectors.sources import get_answer
from kb.services.feedback import record_feedback
from kb.services.promotion import decide_promotion, propose_promotion
from kb.services.review import review_article
from kb.views.feedback import reader_of

router = Router(tags=["knowledge base"])

PAGE_SIZE = 20


class PersonOut(Schema):
    username: str
    name: str
    url: AbsoluteUrl


class SourceOut(Schema):
    answer_id: int
    question_id: int
    title: str
    url: AbsoluteUrl
    role: str
    author: PersonOut


class TranslationOut(Schema):
    id: int
    language: str
    title: str
    url: AbsoluteUrl


class ArticleOut(Schema):
    id: int
    url: AbsoluteUrl
    title: str
    summary: str
    body_html: str
    language: str
    translations: list[TranslationOut]
    tags: list[str]
    sources: list[SourceOut]
    contributors: list[PersonOut]
    verified_on: date | None
    review_due: date | None


class ArticlePageOut(Schema):
    items: list[ArticleOut]
    next: str | None


class ArticleFilter(Schema):
    tag: str = ""
    language: str = ""
    cursor: str = ""


class PromotionIn(Schema):
    kind: str
    article_id: int | None = None
    note: str = ""


class PromotionOut(Schema):
    id: int
    state: str
    article_id: int | None


class DecisionIn(Schema):
    decision: str
    note: str = ""


class DecisionOut(PromotionOut):
    edit_url: AbsoluteUrl | None


class ReviewIn(Schema):
    action: str
    comment: str = ""


class ReviewOut(Schema):
    id: int
    live: bool


class FeedbackIn(Schema):
    helpful: bool
    reason: str = ""
    comment: str = ""


class FeedbackOut(Schema):
    article_id: int
    helpful: bool


@router.post("/answers/{int:answer_id}/promotions", response={201: PromotionOut})
def propose(request: MemberRequest, answer_id: int, data: PromotionIn) -> Status[dict[str, Any]]:
    """Propose an answer for the knowledge base."""
    answer = get_answer(answer_id)
    if answer is None or not can_see_post(request.user, answer):
        raise NotFound
    article = None
    if data.article_id is not None:
        article = ArticlePage.objects.visible_to(request.user).numbered(data.article_id).first()
        if article is None:
            raise NotFound
    promotion = propose_promotion(
        actor=request.user, answer=answer, kind=data.kind, article=article, note=data.note
    )
    return Status(201, _promotion_out(promotion))


@router.post("/promotions/{int:promotion_id}/decision", response=DecisionOut)
def decide(request: MemberRequest, promotion_id: int, data: DecisionIn) -> dict[str, Any]:
    """Accept or decline a proposal; `edit_url` is where the CMS edits the draft."""
    promotion = Promotion.objects.filter(pk=promotion_id).first()
    if promotion is None:
        raise NotFound
    decided = decide_promotion(
        actor=request.user, promotion=promotion, decision=data.decision, note=data.note
    )
    accepted = decided.state == PromotionState.ACCEPTED and decided.article_id is not None
    path = reverse("wagtailadmin_pages:edit", args=[decided.article_id]) if accepted else None
    return _promotion_out(decided) | {"edit_url": path}


@router.get("/articles", auth=ANYBODY, response=ArticlePageOut)
def list_articles(request: HttpRequest, wanted: Query[ArticleFilter]) -> dict[str, Any]:
    """Published articles, the newest first."""
    articles = ArticlePage.objects.visible_to(request.user).order_by("-pk")
    if wanted.tag:
        articles = articles.tagged(wanted.tag)
    if wanted.language:
        articles = articles.filter(language=wanted.language)
    if wanted.cursor:
        if not (wanted.cursor.isascii() and wanted.cursor.isdecimal()):
            raise InvalidInput(fields={"cursor": [_("This is not a place in this list.")]})
        articles = articles.filter(pk__lt=parse_int(wanted.cursor, default=KEY_MAX))
    found = list(articles[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return {
        "items": [_article_out(request, detail) for detail in article_details(shown, request.user)],
        "next": str(shown[-1].pk) if len(found) > PAGE_SIZE else None,
    }


@router.get("/articles/{int:article_id}", auth=ANYBODY, response=ArticleOut)
def show_article(request: HttpRequest, article_id: int) -> dict[str, Any]:
    """One published article."""
    return _article_out(request, _detail(request, _find_article(request, article_id)))


@router.post("/articles/{int:article_id}/review", response=ReviewOut)
def review(request: MemberRequest, article_id: int, data: ReviewIn) -> dict[str, Any]:
    """Approve a draft, which publishes it, or send it back; never by who wrote it."""
    article = ArticlePage.objects.numbered(article_id).first()
    if article is None:
        raise NotFound
    reviewed = review_article(
        actor=request.user, article=article, action=data.action, comment=data.comment
    )
    return {"id": reviewed.pk, "live": reviewed.live}


@router.post("/articles/{int:article_id}/feedback", auth=ANYBODY, response=FeedbackOut)
def give_feedback(request: HttpRequest, article_id: int, data: FeedbackIn) -> dict[str, Any]:
    """Say whether an article helped; visitors may, too."""
    feedback = record_feedback(
        reader=reader_of(request),
        article=_find_article(request, article_id),
        helpful=data.helpful,
        reason=data.reason,
        comment=data.comment,
    )
    return {"article_id": feedback.article_id, "helpful": feedback.helpful}


def _find_article(request: HttpRequest, article_id: int) -> ArticlePage:
    article = ArticlePage.objects.visible_to(request.user).numbered(article_id).first()
    if article is None:
        raise NotFound
    return article


def _detail(request: HttpRequest, article: ArticlePage) -> ArticleDetail:
    return article_details([article], request.user)[0]


def _promotion_out(promotion: Promotion) -> dict[str, Any]:
    return {"id": promotion.pk, "state": promotion.state, "article_id": promotion.article_id}


def _article_out(request: HttpRequest, detail: ArticleDetail) -> dict[str, Any]:
    return {
        "id": detail.id,
        "url": detail.url,
        "title": detail.title,
        "summary": detail.summary,
        "body_html": detail.body_html,
        "language": detail.language,
        "translations": list(detail.translations),
        "tags": list(detail.tags),
        "sources": [
            {
                "answer_id": line.post_id,
                "question_id": line.question_id,
                "title": line.title,
                "url": line.url,
                "role": line.role,
                "author": {
                    "username": line.author.username,
                    "name": line.author.name,
                    "url": line.author.get_absolute_url(),
                },
            }
            for line in detail.sources
        ],
        "contributors": detail.contributors,
        "verified_on": detail.verified_on,
        "review_due": detail.review_due,
    }

"""Knowledge on the pages of the apps below."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.context import Context

from kb.permissions import can_decide_promotions, can_propose_promotion, can_review_articles
from kb.selectors.articles import (
    ArticleCard,
    article_cards,
    find_article,
    find_article_read_before,
)
from kb.selectors.articles import latest_articles as list_latest_articles
from kb.selectors.sources import (
    ArticleLink,
    PromotionStatus,
    articles_of_question,
    promotion_statuses,
)
from kb.text.languages import language_name as name_of_language
from kb.text.languages import reader_language

register = template.Library()


def _reader(context: Context) -> Any:
    request = context.get("request")
    return request.user if request is not None else AnonymousUser()


@register.simple_tag(takes_context=True)
def article_links_for_question(context: Context, question_id: int) -> list[ArticleLink]:
    """The articles that answers of a question went into."""
    return articles_of_question(question_id, _reader(context))


@register.simple_tag(takes_context=True)
def promotion_state_for_posts(
    context: Context, post_ids: Sequence[int]
) -> dict[int, PromotionStatus]:
    """How far each of the answers has come on its way to an article; one query."""
    return promotion_statuses(list(post_ids), _reader(context))


@register.filter
def status_of(statuses: dict[int, PromotionStatus], post_id: int) -> PromotionStatus | None:
    """One answer's mark out of `promotion_state_for_posts`."""
    return statuses.get(post_id)


@register.simple_tag(takes_context=True)
def article_to_read(context: Context, article_id: int | None) -> ArticleCard | None:
    """An article by its number, if the reader may open it; no query where there is no number."""
    return find_article(article_id, _reader(context)) if article_id else None


@register.simple_tag(takes_context=True)
def article_read_before(context: Context, question_id: int) -> ArticleCard | None:
    """The article that left a question open, if the reader may open it; one query."""
    return find_article_read_before(question_id, _reader(context))


@register.simple_tag(takes_context=True)
def latest_articles(context: Context, count: int) -> list[ArticleCard]:
    """The articles published or renewed last; two queries."""
    found = list_latest_articles(_reader(context), count, language=reader_language())
    return article_cards(found)


@register.simple_tag(takes_context=True)
def may_propose_promotion(context: Context) -> bool:
    """Whether the reader sees the button that proposes an answer."""
    return can_propose_promotion(_reader(context))


@register.simple_tag(takes_context=True)
def may_decide_promotions(context: Context) -> bool:
    """Whether the reader sees the editors' queue."""
    return can_decide_promotions(_reader(context))


@register.simple_tag(takes_context=True)
def may_review_articles(context: Context) -> bool:
    """Whether the reader sees the list of drafts to review."""
    return can_review_articles(_reader(context))


@register.filter
def language_name(code: str) -> str:
    """What a language is called in the language of the page."""
    return name_of_language(code)


@register.filter
def foreign_language(code: str) -> str:
    """What the language of a text is called, where it is not the reader's; else nothing."""
    return "" if code == reader_language() else name_of_language(code)


@register.filter
def in_brackets_if_foreign(code: str) -> str:
    """The same behind a title."""
    name = foreign_language(code)
    return f" ({name})" if name else ""

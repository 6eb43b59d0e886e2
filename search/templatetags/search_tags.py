"""Search in the pages of other apps: what is like this question, this article, this draft."""

from typing import Any

from django import template
from django.template import Context

from search.querylog import click_token
from search.requests import DocumentKey, Kind
from search.service import find_similar

register = template.Library()


@register.inclusion_tag("search/partials/_similar.html", takes_context=True)
def similar_content(context: Context, title: str, body: str = "") -> dict[str, Any]:
    """What is like a question that is being written; nothing when nothing is."""
    return {"cards": find_similar(title=title, body=body, reader=context["request"].user)}


@register.inclusion_tag("search/partials/_related.html", takes_context=True)
def related_to_question(context: Context, question_id: int, title: str) -> dict[str, Any]:
    """Articles and threads beside a thread."""
    key = DocumentKey(Kind.QUESTION, question_id)
    return _related(context, key, title)


@register.inclusion_tag("search/partials/_related.html", takes_context=True)
def related_to_article(context: Context, article_id: int, title: str) -> dict[str, Any]:
    """Articles and threads beside an article."""
    key = DocumentKey(Kind.ARTICLE, article_id)
    return _related(context, key, title)


@register.simple_tag
def search_click_token(log_id: int | None, position: int, counter: int) -> str:
    """Names the query and the place of a hit in links that count."""
    return click_token(log_id, position + counter) if log_id else ""


def _related(context: Context, key: DocumentKey, title: str) -> dict[str, Any]:
    reader = context["request"].user
    return {"cards": find_similar(title=title, reader=reader, exclude=key)}

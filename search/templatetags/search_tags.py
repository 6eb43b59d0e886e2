"""Search in templates: what is like a draft, and links that count."""

from typing import Any

from django import template
from django.template import Context

from search.querylog import click_token
from search.service import find_similar

register = template.Library()


@register.inclusion_tag("search/partials/_similar.html", takes_context=True)
def similar_content(context: Context, title: str, body: str = "") -> dict[str, Any]:
    """What is like a question that is being written; nothing when nothing is."""
    return {"cards": find_similar(title=title, body=body, reader=context["request"].user)}


@register.simple_tag
def search_click_token(log_id: int | None, position: int, counter: int) -> str:
    """Names the query and the place of a hit in links that count."""
    return click_token(log_id, position + counter) if log_id else ""

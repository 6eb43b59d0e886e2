"""Search in templates: what is like a draft, and links that count."""

from typing import Any
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse

from search.selectors.results import Result
from search.services.query_log import view_token
from search.services.searching import find_similar_to_draft

register = template.Library()


@register.inclusion_tag("search/partials/_similar.html", takes_context=True)
def similar_content(context: Context, title: str, body: str = "") -> dict[str, Any]:
    """What is like a question that is being written; nothing when nothing is."""
    reader = context["request"].user
    return {"results": find_similar_to_draft(title=title, body=body, reader=reader)}


@register.simple_tag
def search_view_token(log_id: int | None) -> str:
    """What links of one view of results carry to be counted; "" when the query is not."""
    return f"t={quote(view_token(log_id))}" if log_id else ""


@register.simple_tag
def open_hit_url(result: Result, token: str, position: int, answer_id: int | None = None) -> str:
    """The URL that counts a hit and leads to it, or to an answer in it."""
    url = reverse("search:click", args=[result.kind, result.id])
    parts = [f"answer={answer_id}"] if answer_id else []
    parts += [token, f"p={position}"] if token else []
    return f"{url}?{'&'.join(parts)}" if parts else url

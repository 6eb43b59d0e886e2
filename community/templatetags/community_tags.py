"""What templates of the forum, and of apps above it, show of the forum."""

from collections.abc import Hashable, Mapping
from typing import TypeVar
from uuid import uuid4

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from community.models import Tag
from community.selectors.cards import QuestionCard
from community.selectors.detail import ThreadView
from community.selectors.lists import list_questions
from community.selectors.posts import PostView
from community.structured_data import tag_things, thread_things
from community.text import plain_text
from community.text.urls import is_allowed_link
from community.views.post_fragments import PostCacheKey, render_post
from core.structured_data import structured_data

register = template.Library()

V = TypeVar("V")


@register.simple_tag(takes_context=True)
def idempotency_key(context: Context) -> str:
    """A new key for a form, so that sending it twice posts once; or the one the page has for it."""
    return str(context.get("idempotency_key") or uuid4())


@register.simple_tag(takes_context=True)
def show_post(
    context: Context, post: PostView, *, reputation: Hashable, mark: Hashable, may_propose: bool
) -> SafeString:
    """A question or an answer with everything around it, on the page of its thread."""
    refusal = context["refusal"]
    return render_post(
        PostCacheKey(
            post=post,
            thread=context["thread"].facts,
            is_member=context["user"].is_authenticated,
            may_propose=may_propose,
            reputation=reputation,
            mark=mark,
        ),
        csrf_token=context["csrf_token"],
        hints=context["thread"].vote_hints,
        comment_form=context["comment_form"] if context["comment_on"] == post.id else None,
        refusal=refusal if refusal and refusal.post_id == post.id else None,
    )


@register.simple_tag
def recent_questions(sort: str = "active", limit: int = 5) -> tuple[QuestionCard, ...]:
    """The first questions of a list; three queries."""
    return list_questions(sort=sort, limit=limit).items


@register.simple_tag
def question_data(thread: ThreadView) -> SafeString:
    """A thread for machines."""
    return structured_data(thread_things(thread))


@register.simple_tag
def tag_data(tag: Tag) -> SafeString:
    """A tag's place for machines."""
    return structured_data(tag_things(tag))


@register.filter
def words(html: str | None) -> str:
    """The words of some HTML on one line, to be escaped once like any other text."""
    return " ".join(plain_text(html or "").split())


@register.filter
def safe_link(url: str) -> bool:
    """Whether a URL may be printed as a link: the rule for every text of the site."""
    return bool(url) and is_allowed_link(url)


@register.filter
def lookup(mapping: Mapping[int, V] | None, key: int) -> V | None:
    """The value of a key that is only known in the template."""
    return mapping.get(key) if mapping else None

"""A notification in words: title, sentence and URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.template import Context, Engine
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from community.enums import PostState
from community.text import excerpt, plain_text
from kb.models import ArticlePage
from notifications.kinds import RULES, Kind
from notifications.models import Notification
from notifications.texts import title_of

EXCERPT_LENGTH: Final = 240


@dataclass(frozen=True, kw_only=True)
class Item:
    """One of several things that a mail tells of."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """Plain text, to be escaped where it is put into HTML; `url` is empty when it is gone."""

    title: str
    lead: str
    excerpt: str
    url: str
    items: tuple[Item, ...] = ()


def describe(notification: Notification) -> Rendering:
    """Say it in the language that is active. No query when loaded by `with_targets`."""
    gone = is_gone(notification)
    if gone and not RULES[Kind(notification.kind)].any_reader:
        title = gettext("The content of this notification no longer exists.")
        return Rendering(title=title, lead="", excerpt="", url="")
    return Rendering(
        title=title_of(notification),
        lead=_lead_of(notification),
        excerpt="" if gone else _excerpt(notification),
        url="" if gone else target_url(notification),
        items=_items(notification),
    )


def _items(notification: Notification) -> tuple[Item, ...]:
    """What is listed below the sentence: articles of a digest, the original of a duplicate."""
    question = notification.question
    original = question.duplicate_of if question and notification.variant == "closed" else None
    if original is not None and original.state == PostState.VISIBLE:
        return (Item(title=original.title, note="", url=original.get_absolute_url()),)
    return tuple(Item(**item) for item in notification.data.get("items", ()))


def hide_articles(rows: Sequence[Notification], reader: User) -> None:
    """Forget the articles that the reader may not read any more; one query where there are some.

    Those who work in the CMS are told of drafts and of what they keep: that is their work.
    """
    about = [row for row in rows if row.article_id and not RULES[Kind(row.kind)].permission]
    if not about:
        return
    articles = ArticlePage.objects.visible_to(reader)
    found = articles.filter(pk__in={row.article_id for row in about}).values_list("pk", flat=True)
    readable = set(found)
    for row in about:
        if row.article_id not in readable:
            row.article = None


def is_gone(notification: Notification) -> bool:
    """Whether what it is about may not be read any more."""
    rows = (notification.question, notification.post, notification.comment)
    about = [row for row in rows if row is not None]
    if notification.kind == Kind.ARTICLE and notification.article is None:
        return True
    return any(
        row.state != PostState.VISIBLE and row.author_id != notification.user_id for row in about
    ) or any(row.state == PostState.DELETED for row in about)


def target_url(notification: Notification) -> str:
    """Where the thing is that it tells of; a path, or empty."""
    if url := notification.data.get("url"):
        return str(url)
    if notification.kind == Kind.REVIEW and notification.article_id:
        is_requested = notification.variant in ("requested", "overdue")
        name = "kb:review-detail" if is_requested else "wagtailadmin_pages:edit"
        return reverse(name, args=[notification.article_id])
    if notification.kind == Kind.PROPOSAL and notification.promotion is not None:
        return notification.promotion.get_absolute_url()
    if notification.article is not None and notification.article.live:
        return str(notification.article.get_url() or "")
    for row in (notification.comment, notification.post, notification.question):
        if row is not None:
            return row.get_absolute_url()
    return ""


def _excerpt(notification: Notification) -> str:
    if RULES[Kind(notification.kind)].any_reader:
        return ""
    if notification.comment is not None:
        return excerpt(plain_text(notification.comment.body_html), EXCERPT_LENGTH)
    if notification.post is not None and notification.kind != Kind.ACCEPTED:
        return excerpt(notification.post.body_text, EXCERPT_LENGTH)
    return ""


def _lead_of(notification: Notification) -> str:
    name = f"notifications/kinds/{notification.kind}.txt"
    template = Engine.get_default().get_template(name)
    context = Context({"notification": notification, "actor": notification.actor}, autoescape=False)
    return " ".join(template.render(context).split())

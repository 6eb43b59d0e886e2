"""What an article knows of itself beside its text: sources, checks, votes; in files and back."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone

from community.models import Post
from kb.conversion.context import Note
from kb.enums import SourceRole
from kb.models import ArticleFeedback, ArticlePage, ArticleSource, ArticleVerification

if TYPE_CHECKING:
    from accounts.models import User

_NOTE_LENGTH = 300


def dump_history(article: ArticlePage) -> dict[str, Any]:
    """Sources, checks and votes of an article as plain data."""
    history: dict[str, Any] = {}
    sources = article.sources.select_related("post__question", "post__author", "added_by")
    if found := [_dump_source(source) for source in sources.order_by("pk")]:
        history["sources"] = found
    checks = article.verifications.select_related("checked_by").order_by("pk")
    if done := [_dump_check(check) for check in checks]:
        history["verifications"] = done
    verdicts = ArticleFeedback.objects.filter(article=article).order_by()
    votes = dict(verdicts.values_list("helpful").annotate(Count("pk")))
    if votes:
        history["votes"] = {"helpful": votes.get(True, 0), "unhelpful": votes.get(False, 0)}
    return history


def _dump_source(source: ArticleSource) -> dict[str, Any]:
    return {
        "answer": source.post_id,
        "address": source.post.get_absolute_url(),
        "author": source.post.author.username,
        "role": source.role,
        "live": source.live,
        "blocks": source.blocks,
        "answer_version": source.post_revision,
        "was_accepted": source.was_accepted,
        "settled": source.settled,
        "added_by": source.added_by.username,
        "added_at": source.created_at,
    }


def _dump_check(check: ArticleVerification) -> dict[str, Any]:
    by = check.checked_by.username if check.checked_by else None
    return {"on": check.checked_on, "by": by, "note": check.note}


def load_history(
    *, article: ArticlePage, data: Mapping[str, Any], actor: "User", note: Note
) -> None:
    """Give an article the sources and checks that its file names and it does not have."""
    people = type(actor).objects
    for entry in _entries(data.get("sources")):
        post = _post_of(entry)
        if post is None:
            note("source not in this community", str(entry.get("address")))
            continue
        added_by = people.filter(username_folded=str(entry.get("added_by"))).first() or actor
        role = entry.get("role")
        ArticleSource.objects.get_or_create(
            article=article,
            post=post,
            defaults={
                "role": role if role in SourceRole.values else SourceRole.REFERENCE,
                "live": entry.get("live") is True,
                "blocks": entry.get("blocks") or {},
                "post_revision": entry.get("answer_version") or post.revision_count,
                "was_accepted": entry.get("was_accepted") is True,
                "settled": entry.get("settled") or {},
                "added_by": added_by,
                "created_at": entry.get("added_at") or timezone.now(),
            },
        )
    if article.verifications.exists():
        return
    for entry in _entries(data.get("verifications")):
        if isinstance(entry.get("on"), datetime.date):
            ArticleVerification.objects.create(
                article=article,
                checked_on=entry["on"],
                checked_by=people.filter(username_folded=str(entry.get("by"))).first(),
                note=str(entry.get("note") or "")[:_NOTE_LENGTH],
            )


def _entries(data: Any) -> list[dict[str, Any]]:
    return [entry for entry in data or [] if isinstance(entry, dict)]


def _post_of(entry: dict[str, Any]) -> Post | None:
    """The answer, if this community has it at the URL that the file names."""
    number = entry.get("answer")
    if not isinstance(number, int):
        return None
    post = Post.objects.select_related("question").filter(pk=number).first()
    return post if post and post.get_absolute_url() == entry.get("address") else None

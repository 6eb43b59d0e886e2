"""Who wrote a draft: the question that decides who may not approve it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page, Revision

from kb.enums import SourceRole

if TYPE_CHECKING:
    from kb.models.shared import SharedText

    Draft: TypeAlias = Page | SharedText

WRITTEN_ROLES: Final = (SourceRole.ORIGIN, SourceRole.UPDATE, SourceRole.MERGE)
"""What makes the words of an answer part of a draft."""

BOOKKEEPING_FIELDS: Final = frozenset(
    {
        "draft_title",
        "edit_note",
        "edit_weight",
        "expired",
        "first_published_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
        "url_path",
        "verified_by",
        "verified_on",
        "wagtail_admin_comments",
    }
)


def _substance(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in BOOKKEEPING_FIELDS}


def draft_author_ids(draft: "Draft") -> set[int]:
    """Everyone whose words a draft holds: its editors, and who wrote the answers it is made of."""
    return draft_authors([draft])[draft.pk]


def draft_authors(drafts: "Sequence[Draft]") -> dict[int, set[int]]:
    """The same for several drafts of one kind, in two queries."""
    authors = draft_editors(drafts)
    if drafts and drafts[0].get_base_content_type().model == "page":
        for article_id, author_id in _unpublished_source_authors(authors):
            authors[article_id].add(author_id)
    return authors


def _unpublished_source_authors(article_ids: Iterable[int]) -> Iterable[tuple[int, int]]:
    sources = apps.get_model("kb", "ArticleSource").objects.filter(
        article__in=list(article_ids), live=False, role__in=[role.value for role in WRITTEN_ROLES]
    )
    return sources.values_list("article", "post__author")


def draft_editor_ids(draft: "Draft") -> set[int]:
    """Everyone who owns the draft or changed its substance since it was last published."""
    return draft_editors([draft])[draft.pk]


def draft_editors(drafts: "Sequence[Draft]") -> dict[int, set[int]]:
    """The same for several drafts of one kind, in one query.

    Somebody who only saved a page again, changing nothing, is not an author. All authors count,
    not only the latest: else two people could launder a change by touching it in turns.
    """
    authors: dict[int, set[int]] = {
        draft.pk: {owner} if (owner := getattr(draft, "owner_id", None)) else set()
        for draft in drafts
    }
    before: dict[int, dict[str, Any]] = {}
    published = {draft.live_revision_id for draft in drafts if draft.live}
    for revision_id, object_id, user_id, content in _unpublished_revisions(drafts):
        key = int(object_id)
        after = _substance(content)
        is_change = after != before.get(key)
        before[key] = after
        if is_change and user_id is not None and revision_id not in published:
            authors[key].add(user_id)
    return authors


def _unpublished_revisions(
    drafts: "Sequence[Draft]",
) -> Iterable[tuple[int, str, int | None, Any]]:
    """Revisions from the published one on (that one included), the oldest first."""
    if not drafts:
        return ()
    wanted = Q(pk__in=[])
    for draft in drafts:
        since = Q(object_id=str(draft.pk))
        if draft.live and draft.live_revision_id:
            since &= Q(pk__gte=draft.live_revision_id)
        wanted |= since
    return (
        Revision.objects.filter(wanted, base_content_type=drafts[0].get_base_content_type())
        .order_by("pk")
        .values_list("pk", "object_id", "user_id", "content")
    )

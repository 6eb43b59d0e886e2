"""Who wrote a draft: the question that decides who may not approve it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Q
from wagtail.models import Page, Revision

BOOKKEEPING_FIELDS: Final = frozenset(
    {
        "draft_title",
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


def draft_author_ids(page: Page) -> set[int]:
    """Everyone who owns the page or changed its substance since it was last published."""
    return draft_authors([page])[page.pk]


def draft_authors(pages: Sequence[Page]) -> dict[int, set[int]]:
    """The same for several pages, in one query.

    Somebody who only saved a page again, changing nothing, is not an author. All authors count,
    not only the latest: else two people could launder a change by touching it in turns.
    """
    authors = {page.pk: {page.owner_id} if page.owner_id else set() for page in pages}
    before: dict[int, dict[str, Any]] = {}
    published = {page.live_revision_id for page in pages if page.live}
    for revision_id, object_id, user_id, content in _unpublished_revisions(pages):
        page_id = int(object_id)
        after = _substance(content)
        is_change = after != before.get(page_id)
        before[page_id] = after
        if is_change and user_id is not None and revision_id not in published:
            authors[page_id].add(user_id)
    return authors


def _unpublished_revisions(pages: Sequence[Page]) -> Iterable[tuple[int, str, int | None, Any]]:
    """Revisions from the published one on (that one included), the oldest first."""
    wanted = Q(pk__in=[])
    for page in pages:
        since = Q(object_id=str(page.pk))
        if page.live and page.live_revision_id:
            since &= Q(pk__gte=page.live_revision_id)
        wanted |= since
    return (
        Revision.page_revisions.filter(wanted)
        .order_by("pk")
        .values_list("pk", "object_id", "user_id", "content")
    )

"""Who wrote a draft: the question that decides who may not approve it."""

from typing import Any, Final

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
    """Everyone who owns the page or changed its substance since it was last published.

    Somebody who only saved it again, changing nothing, is not an author. All authors count, not
    only the latest: else two people could launder a change by touching it in turns.
    """
    authors = {page.owner_id} if page.owner_id else set()
    before: dict[str, Any] | None = None
    revisions = Revision.objects.for_instance(page).order_by("created_at", "id")
    if page.live and page.live_revision_id:
        live = revisions.filter(pk=page.live_revision_id).first()
        if live is not None:
            before = _substance(live.content)
            revisions = revisions.filter(created_at__gte=live.created_at).exclude(pk=live.pk)
    for user_id, content in revisions.values_list("user_id", "content"):
        after = _substance(content)
        if after != before and user_id is not None:
            authors.add(user_id)
        before = after
    return authors

"""Where a URL of an imported community leads now."""

from typing import TYPE_CHECKING

from community.enums import PostKind
from community.models import LegacyAddress, Post

if TYPE_CHECKING:
    from community.permissions import Person


def find_legacy_url(*, old_id: int, reader: "Person", kind: str | None = None) -> str | None:
    """The present URL of what had the number `old_id` at its source; None if nothing had.

    What the reader may not see has no URL for them, since that would tell its title.
    Where two sources used the same number, the one imported last wins.
    """
    if not 0 < old_id < 2**63:
        return None
    readable = Post.objects.visible_to(reader).values("pk")
    rows = LegacyAddress.objects.filter(old_id=old_id, post__in=readable)
    rows = rows.select_related("question", "post")
    if kind is not None:
        rows = rows.filter(kind=kind)
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    url = row.question.get_absolute_url()
    return url if row.kind == PostKind.QUESTION else f"{url}#answer-{row.post_id}"

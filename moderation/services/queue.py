"""Taking a queue item, so that two moderators do not work on it at once."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Post
from community.services.row_locks import lock_post
from core.errors import Conflict
from moderation.conf import CLAIM_LASTS
from moderation.models import Claim
from moderation.permissions import check_can_resolve_flags

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyClaimed(Conflict):
    """Another moderator works on this item just now."""

    code = "already_claimed"


@transaction.atomic
def claim_post(*, actor: "User", post: "Post") -> Claim:
    """Take the item for ten minutes; taking one's own again prolongs it."""
    check_can_resolve_flags(actor)
    lock_post(post)
    now = timezone.now()
    current = Claim.objects.filter(post=post, expires_at__gt=now).exclude(moderator=actor).first()
    if current is not None:
        raise AlreadyClaimed(_("%(name)s is working on this.") % {"name": current.moderator.name})
    claim, _created = Claim.objects.update_or_create(
        post=post, defaults={"moderator": actor, "expires_at": now + CLAIM_LASTS}
    )
    return claim


@transaction.atomic
def release_post(*, actor: "User", post: "Post") -> None:
    """Give one's own item back; harmless when it is not claimed."""
    check_can_resolve_flags(actor)
    Claim.objects.filter(post=post, moderator=actor).delete()

"""Giving a post to the community: others may edit it, and votes on it earn no points."""

from typing import TYPE_CHECKING

from django.db import transaction

from community import permissions, signals
from community.models import Post
from community.services.row_locks import lock_post

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def set_wiki(*, actor: "User", post: Post, is_wiki: bool) -> Post:
    """Make a post a community wiki; only moderators give it back to its author."""
    post = lock_post(post)
    if post.is_wiki == is_wiki:
        return post
    if is_wiki:
        permissions.check_can_make_wiki(actor, post)
    else:
        permissions.check_can_end_wiki(actor, post)
    post.is_wiki = is_wiki
    post.save(update_fields=["is_wiki"])
    signals.post_wiki_changed.send(
        sender=Post, post_id=post.pk, question_id=post.question_id, actor_id=actor.pk
    )
    return post

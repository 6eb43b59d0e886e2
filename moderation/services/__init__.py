"""What moderation does, one public function per use case."""

from moderation.services.decisions import (
    approve_pending,
    hide_by_hand,
    reject_pending,
    resolve_flags,
)
from moderation.services.flags import flag_comment, flag_post
from moderation.services.queue import claim_post, release_post

__all__ = [
    "approve_pending",
    "claim_post",
    "flag_comment",
    "flag_post",
    "hide_by_hand",
    "reject_pending",
    "release_post",
    "resolve_flags",
]

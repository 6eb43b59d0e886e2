"""Reports for tests, made by the services that make them in life."""

from accounts.models import User
from community.models import Comment, Post
from moderation.enums import FlagReason
from moderation.models import Flag
from moderation.services import flag_comment, flag_post
from tests.factories.community import member


def flag(
    target: Post | Comment,
    reporter: User | None = None,
    reason: str = FlagReason.SPAM,
    note: str = "",
) -> Flag:
    """A report of a post or a comment, by somebody who may."""
    actor = reporter or flagger()
    if isinstance(target, Comment):
        return flag_comment(actor=actor, comment=target, reason=reason, note=note)
    return flag_post(actor=actor, post=target, reason=reason, note=note)


def flagger() -> User:
    """A member who may report, and whose reports count like anybody's."""
    return member()

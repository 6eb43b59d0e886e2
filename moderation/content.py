"""What can be moderated: each kind of content registers how it is found, hidden and restored.

The queue, the services and the API know only this registry, so that a new kind of content needs
one registration and no change here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from community.enums import PostState
from core.errors import NotFound

if TYPE_CHECKING:
    from accounts.models import User
    from community.models import Comment, Post


class StateChange(Protocol):
    """Hides or restores a target; the actor is None when the system does it.

    The author reads the reason, and moderators read the note as well, in the log.
    """

    def __call__(
        self, *, actor: "User | None", target: "Target", reason: str, note: str = ""
    ) -> object: ...


@dataclass(frozen=True, kw_only=True)
class ContentKind:
    """One kind of content. `load` gets the public id and locks the row it returns.

    `confirm` hides for the reason of a moderator what may be hidden for another one already; where
    it is missing, `hide` does.
    """

    name: str
    label: Promise | str
    load: Callable[[int], "Target"]
    hide: StateChange
    restore: StateChange
    confirm: StateChange | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A text that can be reported: a post, or a comment together with the post it is under."""

    kind: ContentKind
    post: "Post"
    comment: "Comment | None" = None

    @property
    def text(self) -> "Post | Comment":
        return self.comment if self.comment is not None else self.post

    @property
    def author_id(self) -> int:
        return self.text.author_id

    @property
    def is_visible(self) -> bool:
        return self.text.state == PostState.VISIBLE

    @property
    def is_hidden(self) -> bool:
        return self.text.state == PostState.HIDDEN

    @property
    def is_pending(self) -> bool:
        return self.text.state == PostState.PENDING

    @property
    def public_id(self) -> int:
        """The id that the kind's `load` takes."""
        if self.comment is not None:
            return self.comment.pk
        return self.post.question_id if self.post.is_question else self.post.pk

    @property
    def url(self) -> str:
        return self.text.get_absolute_url()


_kinds: dict[str, ContentKind] = {}


def register_content_kind(kind: ContentKind) -> None:
    """Make a kind of content known; registering its name again replaces it."""
    _kinds[kind.name] = kind


def get_content_kind(name: str) -> ContentKind:
    """The registered kind, or `NotFound`."""
    try:
        return _kinds[name]
    except KeyError:
        raise NotFound(_("There is no such kind of content.")) from None


def content_kinds() -> list[str]:
    return list(_kinds)


def load_target(kind: str, public_id: int) -> Target:
    """Find and lock what somebody points at; must be called inside a transaction."""
    return get_content_kind(kind).load(public_id)


def target_of(post: "Post", comment: "Comment | None" = None) -> Target:
    """The target for rows that are already loaded."""
    name = "comment" if comment is not None else str(post.kind)
    return Target(kind=get_content_kind(name), post=post, comment=comment)

"""What each act makes of a text's state: the one table for questions, answers and comments.

Deleting remembers what the text was, so that undoing it publishes nothing that was hidden or
still waited for approval. Hiding a deleted text leaves it deleted, and hidden once it comes back.
"""

from enum import Enum, auto
from typing import Final, NamedTuple

from community.enums import PostState


class Act(Enum):
    DELETE = auto()
    UNDELETE = auto()
    HIDE = auto()
    PUBLISH = auto()


class Visibility(NamedTuple):
    """The state of a text and, where it is deleted, what it was before."""

    state: PostState
    former: PostState | None = None


VISIBLE: Final = Visibility(PostState.VISIBLE)
HIDDEN: Final = Visibility(PostState.HIDDEN)


def after(visibility: Visibility, act: Act) -> Visibility:
    """Where a text stands after an act; the same where the act changes nothing."""
    is_deleted = visibility.state == PostState.DELETED
    if act is Act.PUBLISH:
        return VISIBLE
    if act is Act.DELETE:
        return visibility if is_deleted else Visibility(PostState.DELETED, visibility.state)
    if act is Act.HIDE:
        return Visibility(PostState.DELETED, PostState.HIDDEN) if is_deleted else HIDDEN
    return Visibility(visibility.former or PostState.VISIBLE) if is_deleted else visibility


def visibility_of(state: str, former: str) -> Visibility:
    """The visibility that two columns describe."""
    return Visibility(PostState(state), PostState(former) if former else None)

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


class Standing(NamedTuple):
    """The state of a text and, where it is deleted, what it was before."""

    state: PostState
    former: PostState | None = None


VISIBLE: Final = Standing(PostState.VISIBLE)
HIDDEN: Final = Standing(PostState.HIDDEN)


def after(standing: Standing, act: Act) -> Standing:
    """Where a text stands after an act; the same where the act changes nothing."""
    is_deleted = standing.state == PostState.DELETED
    if act is Act.PUBLISH:
        return VISIBLE
    if act is Act.DELETE:
        return standing if is_deleted else Standing(PostState.DELETED, standing.state)
    if act is Act.HIDE:
        return Standing(PostState.DELETED, PostState.HIDDEN) if is_deleted else HIDDEN
    return Standing(standing.former or PostState.VISIBLE) if is_deleted else standing


def standing_of(state: str, former: str) -> Standing:
    """The standing that two columns describe."""
    return Standing(PostState(state), PostState(former) if former else None)

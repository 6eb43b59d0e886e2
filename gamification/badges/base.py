"""What a badge is."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise

from gamification.enums import Level

Holder = tuple[int, int | None]
"""Who, and for which post: None where the badge is for the person."""

HolderQuery = Callable[[Collection[int] | None], Iterator[Holder]]


class Trigger(Enum):
    """What may make a badge true or untrue."""

    PROFILE = auto()
    VOTE = auto()
    ACCEPTANCE = auto()
    EDIT = auto()
    STATE = auto()
    PROMOTION = auto()
    VIEWS = auto()


class Family(Enum):
    """The group under which a badge is shown."""

    FIRST_STEPS = "first_steps"
    ANSWERS = "answers"
    QUESTIONS = "questions"
    SOLUTIONS = "solutions"
    KNOWLEDGE = "knowledge"
    MAINTENANCE = "care"


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A recognition with one rule.

    `holders(user_ids)` yields who deserves it now, among the given people or among everybody:
    one rule for the single award and for the recount of all.
    """

    slug: str
    name: str | Promise
    description: str | Promise
    level: Level
    family: Family
    triggers: frozenset[Trigger]
    holders: HolderQuery
    is_per_post: bool = False

    def qualifies(self, user_id: int) -> bool:
        """Answer whether the person deserves this badge now, at least once."""
        return any(True for _ in self.holders([user_id]))

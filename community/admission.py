"""Checks that a new text passes before it is written.

The forum owns the list; apps above it add to it in `AppConfig.ready()`. A check looks at a
`Submission` and returns `ADMIT` or `HOLD` (publish only after a moderator approved), or refuses
by raising a `DomainError` whose message tells the author what to change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal

from community.enums import PostState

if TYPE_CHECKING:
    from accounts.models import User


class Verdict(Enum):
    ADMIT = auto()
    HOLD = auto()


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A text somebody wants to publish: `kind` says what it would become."""

    actor: "User"
    kind: Literal["question", "answer", "comment"]
    body: str
    title: str = ""
    question_id: int | None = None
    is_edit: bool = False


AdmissionCheck = Callable[[Submission], Verdict]

_checks: list[AdmissionCheck] = []


def register_admission_check(check: AdmissionCheck) -> None:
    """Add a check; adding it twice is harmless."""
    if check not in _checks:
        _checks.append(check)


def admit(submission: Submission) -> PostState:
    """Run every check and return the state in which the text is published."""
    verdicts = [check(submission) for check in _checks]
    return PostState.PENDING if Verdict.HOLD in verdicts else PostState.VISIBLE

"""The ladder: what somebody may do, and what comes next."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from accounts.models import User
from gamification.rules import PRIVILEGES, current_rules
from gamification.selectors.reputations import get_points

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Viewer = User | AnonymousUser


@dataclass(frozen=True)
class Rung:
    """A privilege: `missing` points to go, none when it is `held` by points or by role."""

    label: str | Promise
    threshold: int
    held: bool
    missing: int


@dataclass(frozen=True)
class Ladder:
    """All rungs, lowest first, and the next one that this person has not reached."""

    points: int | None
    rungs: tuple[Rung, ...]

    @property
    def next(self) -> Rung | None:
        return next((rung for rung in self.rungs if rung.missing and not rung.held), None)

    @property
    def progress(self) -> int:
        """How far, in per cent, the points are on their way to the next rung."""
        if self.next is None or self.points is None:
            return 100
        return 100 * self.points // self.next.threshold


def get_ladder(viewer: "Viewer") -> Ladder:
    """Return the privileges with those the viewer holds; a visitor holds none."""
    thresholds = current_rules().thresholds
    points = get_points(viewer.pk) if viewer.is_authenticated else None
    rungs = [
        Rung(
            label=privilege.label,
            threshold=thresholds[privilege.permission],
            held=points is not None and viewer.has_perm(privilege.permission),
            missing=max(0, thresholds[privilege.permission] - (points or 0)),
        )
        for privilege in PRIVILEGES
    ]
    return Ladder(points=points, rungs=tuple(sorted(rungs, key=lambda rung: rung.threshold)))

"""What a person's profile says about points and badges."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from accounts.models import User
from gamification.models import BadgeAward
from gamification.selectors.badges import list_awards
from gamification.selectors.reputations import get_points, get_reputations

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Viewer = User | AnonymousUser


def show_points(person: User) -> int:
    """Return the person's points, never below the floor."""
    return get_points(person.pk)


def count_badges(person: User) -> int:
    """Return how many badges the person holds."""
    return BadgeAward.objects.filter(user=person, revoked_at=None).count()


def load_badges_tab(
    person: User, viewer: "Viewer", query: Mapping[str, str]
) -> Mapping[str, object]:
    """Return the person's awards and reputation."""
    return {
        "awards": list_awards(person, viewer),
        "reputation": get_reputations([person.pk])[person.pk],
    }

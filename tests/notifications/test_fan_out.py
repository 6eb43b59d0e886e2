"""A task may run late: what it would tell of may be gone by then."""

import inspect
from typing import Any, Final

import pytest

from notifications.models import Notification
from notifications.services import fanout
from notifications.tasks import fan_out

pytestmark = pytest.mark.django_db

GONE: Final = 10_000_000
PAYLOAD: Final[dict[str, Any]] = {
    "action": "approve",
    "state": "done",
    "old_state": "visible",
    "new_state": "hidden",
    "happened_at": "2026-05-01T12:00:00+00:00",
    "user_ids": [],
    "editor_ids": [],
}


@pytest.mark.parametrize("event", fanout.EVENTS)
def test_of_what_is_gone_meanwhile_nobody_is_told_and_the_task_ends(event: str) -> None:
    names = inspect.signature(fanout.EVENTS[event]).parameters
    fan_out.func(event, {name: PAYLOAD.get(name, GONE) for name in names})
    assert not Notification.objects.exists()

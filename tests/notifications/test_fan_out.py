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


@pytest.mark.parametrize("event", ["article_submitted", "article_reviewed", "no_such_event"])
def test_an_event_that_another_version_queued_is_logged_and_the_task_ends(
    event: str, caplog: pytest.LogCaptureFixture
) -> None:
    fan_out.func(event, {"article_id": GONE, "actor_id": GONE})
    assert not Notification.objects.exists()
    assert f"'{event}'" in caplog.text

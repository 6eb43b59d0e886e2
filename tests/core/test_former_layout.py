"""A database of the layout before: tables that moved to another app keep every row."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

FORMER: list[tuple[str, str | None]] = [
    ("transfer", None),
    ("core", None),
    ("accounts", "0009_draw_usernames"),
    ("community", "0010_bounded_columns"),
    ("kb", "0015_bounded_columns"),
]
"""The last migrations of the layout in which `accounts`, `community` and `kb` held these models."""


@pytest.fixture
def former_models() -> Any:
    """Migrate back, give the models as they were, and come forward again whatever happens."""
    executor = MigrationExecutor(connection)
    executor.migrate(FORMER)
    apps = executor.loader.project_state([(app, name) for app, name in FORMER if name]).apps
    yield apps
    call_command("migrate", verbosity=0, interactive=False)


def test_rows_of_the_former_layout_are_found_in_the_present_one(former_models: Any) -> None:
    now = timezone.now()
    person = former_models.get_model("accounts", "User").objects.create(username="mira")
    rows: dict[tuple[str, str], dict[str, Any]] = {
        ("accounts", "JobRun"): {"name": "tell_keepers", "started_at": now},
        ("accounts", "Counter"): {"key": "k", "used": 3, "ends_at": 9.5},
        ("community", "ImportProgress"): {"source": "dump", "stage": "votes", "position": 7},
        ("community", "ImportedRow"): {
            "source": "dump",
            "kind": "tag",
            "old_id": "5",
            "local_id": 8,
        },
        ("kb", "ImportedPage"): {"source": "site", "key": "a.md", "imported_at": now},
        ("kb", "KnowledgeTransfer"): {
            "step": "import",
            "file_name": "site.zip",
            "started_by_id": person.pk,
            "touched_at": now,
        },
    }
    for (app, model), values in rows.items():
        former_models.get_model(app, model).objects.create(**values)

    call_command("migrate", verbosity=0, interactive=False)

    from core.models import Counter, JobRun  # noqa: PLC0415 - the models as they are now
    from transfer.models import (  # noqa: PLC0415
        ImportedPage,
        ImportedRow,
        ImportProgress,
        KnowledgeTransfer,
    )

    assert JobRun.objects.get(name="notify_maintainers").started_at == now
    assert Counter.objects.get(key="k").used == 3
    assert ImportProgress.objects.get(source="dump", stage="votes").position == 7
    assert ImportedRow.objects.get(old_id="5").local_id == 8
    assert ImportedPage.objects.get(key="a.md").imported_at == now
    transfer = KnowledgeTransfer.objects.get(file_name="site.zip")
    assert (transfer.started_by_id, transfer.heartbeat_at) == (person.pk, now)

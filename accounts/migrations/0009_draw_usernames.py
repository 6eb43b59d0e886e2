"""Draw the skeletons of the usernames that are there; apart from the column, as for names."""

from typing import Any

from django.db import migrations

from core.lookalikes import skeleton

BATCH_SIZE = 1000


def draw_usernames(apps: Any, schema_editor: Any) -> None:
    """Fill the new column."""
    people = apps.get_model("accounts", "User").objects.only("pk", "username").order_by("pk")
    batch = []
    for person in people.iterator(chunk_size=BATCH_SIZE):
        person.username_skeleton = skeleton(person.username)
        batch.append(person)
        if len(batch) == BATCH_SIZE:
            people.bulk_update(batch, ["username_skeleton"])
            batch = []
    people.bulk_update(batch, ["username_skeleton"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_username_skeletons")]

    operations = [migrations.RunPython(draw_usernames, migrations.RunPython.noop)]

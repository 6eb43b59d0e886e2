"""Display names without case, as usernames have them; those that are there are folded here."""

from typing import Any

import core.fields
from core.unicode import fold
from django.db import migrations

BATCH_SIZE = 1000


def fold_display_names(apps: Any, schema_editor: Any) -> None:
    """Fill the new column."""
    people = apps.get_model("accounts", "User").objects.exclude(display_name="").order_by("pk")
    batch = []
    for person in people.only("pk", "display_name").iterator(chunk_size=BATCH_SIZE):
        person.display_name_folded = fold(person.display_name)
        batch.append(person)
        if len(batch) == BATCH_SIZE:
            people.bulk_update(batch, ["display_name_folded"])
            batch = []
    people.bulk_update(batch, ["display_name_folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_lengths_in_characters'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='display_name_folded',
            field=core.fields.FoldedField(blank=True, default='', editable=False, max_length=5120, source='display_name'),
        ),
        migrations.RunPython(fold_display_names, migrations.RunPython.noop),
    ]

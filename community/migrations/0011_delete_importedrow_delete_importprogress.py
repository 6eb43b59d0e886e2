"""The models moved to another app; the tables stay, only the state changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0010_bounded_columns"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="ImportedRow",
                ),
                migrations.DeleteModel(
                    name="ImportProgress",
                ),
            ],
        ),
    ]

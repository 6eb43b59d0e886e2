"""The models moved to another app; the tables stay, only the state changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_draw_usernames"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name="Counter",
                ),
                migrations.DeleteModel(
                    name="JobRun",
                ),
            ],
        ),
    ]

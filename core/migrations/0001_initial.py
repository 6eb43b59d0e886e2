"""The models moved to another app; the tables stay, only the state changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0010_delete_counter_delete_jobrun")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        (
                            "key",
                            models.CharField(
                                max_length=64, primary_key=True, serialize=False, verbose_name="key"
                            ),
                        ),
                        ("used", models.IntegerField(verbose_name="used")),
                        ("value", models.TextField(blank=True, verbose_name="value")),
                        ("ends_at", models.FloatField(db_index=True, verbose_name="ends at")),
                    ],
                    options={
                        "verbose_name": "counter",
                        "verbose_name_plural": "counters",
                        "db_table": "accounts_counter",
                    },
                ),
                migrations.CreateModel(
                    name="JobRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="job")),
                        (
                            "started_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                        ),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                        ),
                        (
                            "result",
                            models.CharField(blank=True, max_length=200, verbose_name="result"),
                        ),
                        ("error", models.TextField(blank=True, verbose_name="error")),
                    ],
                    options={
                        "verbose_name": "scheduled job",
                        "verbose_name_plural": "scheduled jobs",
                        "db_table": "accounts_jobrun",
                        "ordering": ["name"],
                    },
                ),
            ],
        ),
    ]

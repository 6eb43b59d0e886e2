"""The models moved to another app; the tables stay, only the state changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kb", "0016_remove_knowledgetransfer_started_by_and_more"),
        ("community", "0011_delete_importedrow_delete_importprogress"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ImportedRow",
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
                        ("source", models.CharField(max_length=60)),
                        ("kind", models.CharField(max_length=12)),
                        ("old_id", models.CharField(max_length=64)),
                        ("local_id", models.BigIntegerField()),
                    ],
                    options={
                        "db_table": "community_importedrow",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("source", "kind", "old_id"), name="imported_row_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportProgress",
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
                        ("source", models.CharField(max_length=60)),
                        ("stage", models.CharField(max_length=20)),
                        ("fingerprint", models.CharField(blank=True, max_length=80)),
                        ("position", models.BigIntegerField(default=0)),
                        ("counts", models.JSONField(default=dict)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "db_table": "community_importprogress",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("source", "stage"), name="import_stage_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeTransfer",
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
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("check", "look at an upload"),
                                    ("import", "import"),
                                    ("export", "export"),
                                ],
                                max_length=8,
                                verbose_name="step",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("running", "being worked on"),
                                    ("done", "done"),
                                    ("failed", "failed"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "file_name",
                            models.CharField(blank=True, max_length=200, verbose_name="file"),
                        ),
                        ("has_file", models.BooleanField(default=False)),
                        (
                            "source",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="name of the source"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(blank=True, max_length=12, verbose_name="language"),
                        ),
                        ("publishes", models.BooleanField(default=False, verbose_name="publish")),
                        (
                            "replaces",
                            models.BooleanField(
                                default=False, verbose_name="replace what was changed here"
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("report", models.JSONField(default=dict)),
                        ("error", models.TextField(blank=True, verbose_name="what went wrong")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("touched_at", models.DateTimeField()),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import or export",
                        "verbose_name_plural": "imports and exports",
                        "db_table": "kb_knowledgetransfer",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedPage",
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
                        ("source", models.CharField(max_length=60, verbose_name="source")),
                        ("key", models.CharField(max_length=500, verbose_name="key")),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("revision_id", models.BigIntegerField(null=True)),
                        ("imported_at", models.DateTimeField()),
                        (
                            "page",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="imported_from",
                                to=settings.WAGTAIL_PAGE_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "imported page",
                        "verbose_name_plural": "imported pages",
                        "db_table": "kb_importedpage",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("source", "key"), name="source_has_a_key_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

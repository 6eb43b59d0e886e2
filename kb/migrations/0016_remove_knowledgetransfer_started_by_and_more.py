"""The models moved to another app; the tables stay, only the state changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0015_bounded_columns"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="knowledgetransfer",
                    name="started_by",
                ),
                migrations.DeleteModel(
                    name="ImportedPage",
                ),
                migrations.DeleteModel(
                    name="KnowledgeTransfer",
                ),
            ],
        ),
    ]

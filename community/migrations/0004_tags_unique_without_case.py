"""The constraint; apart from the data, since PostgreSQL changes no table with pending triggers."""

from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("community", "0003_tags_without_case")]

    operations = [
        migrations.AlterField(
            model_name="tag",
            name="name_folded",
            field=core.fields.FoldedField(
                editable=False, max_length=400, source="name", unique=True
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="title",
            field=models.CharField(max_length=600, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="title",
            field=models.CharField(blank=True, max_length=600),
        ),
    ]

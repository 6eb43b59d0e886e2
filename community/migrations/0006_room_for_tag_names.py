"""Names of tags have room for thirty characters of any script."""

from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("community", "0005_former_states")]

    operations = [
        migrations.AlterField(
            model_name="tag",
            name="name",
            field=models.CharField(max_length=200, unique=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="name_folded",
            field=core.fields.FoldedField(
                editable=False, max_length=800, source="name", unique=True
            ),
        ),
    ]

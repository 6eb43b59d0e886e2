"""The constraints; apart from the data, since PostgreSQL changes no table with pending triggers."""

from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_names_without_case")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="username_folded",
            field=core.fields.FoldedField(
                editable=False, max_length=240, source="username", unique=True
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("email",),
                name="user_email_unique_any_case",
                violation_error_message="This email address is in use.",
            ),
        ),
    ]

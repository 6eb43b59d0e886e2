"""Call the username by one word; no table changes."""

from django.db import migrations, models

import accounts.validators


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_counter")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "This username is taken."},
                max_length=60,
                unique=True,
                validators=[accounts.validators.validate_username],
                verbose_name="username",
            ),
        )
    ]

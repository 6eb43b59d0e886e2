"""Names are unique without regard to case on every database, as a column says, not an expression.

Where two people have one name but for its case, the one who joined first keeps it; the other's gets
a number. Where two share an email address, the one who has confirmed it keeps it, else the first.
"""

from django.db import migrations, models

import core.fields
import accounts.models.user
import accounts.validators
from core.fields import fold_email
from core.unicode import clean_characters, fold, shorten
from accounts.validators import USERNAME_MAX_LENGTH


def fold_names(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    taken = set()
    for user in user_model.objects.order_by("date_joined", "pk").iterator(2000):
        name, number = clean_characters(user.username), 1
        while fold(name) in taken:
            number += 1
            base = shorten(clean_characters(user.username), USERNAME_MAX_LENGTH - 8)
            name = f"{base}-{number}"
        taken.add(fold(name))
        if name != user.username:
            print(f"  The user name {user.username} is now {name}.")
        user_model.objects.filter(pk=user.pk).update(username=name, username_folded=fold(name))


def fold_emails(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    # Before the field changes: what is looked up must be what is stored.
    holders = {}
    confirmed = _confirmed(schema_editor.connection)
    for pk, email in user_model.objects.exclude(email="").order_by("pk").values_list("pk", "email"):
        holders.setdefault(fold_email(email), []).append((pk, email))
    for folded, people in holders.items():
        keeper = next((pk for pk, _email in people if (pk, folded) in confirmed), people[0][0])
        for pk, email in people:
            if pk != keeper:
                user_model.objects.filter(pk=pk).update(email="")
                print(f"  The email address {email} belongs to two people; {pk} loses it.")
        user_model.objects.filter(pk=keeper).update(email=folded)


def _confirmed(connection):
    """Who has confirmed which email address, where allauth's table is there already."""
    if "account_emailaddress" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, email FROM account_emailaddress WHERE verified")
        return {(pk, fold_email(email)) for pk, email in cursor.fetchall()}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelManagers(
            name="user",
            managers=[("objects", accounts.models.user.PeopleManager())],
        ),
        migrations.RemoveConstraint(model_name="user", name="user_username_unique_any_case"),
        migrations.RemoveConstraint(model_name="user", name="user_email_unique_any_case"),
        migrations.AddField(
            model_name="user",
            name="username_folded",
            field=core.fields.FoldedField(
                default="", editable=False, max_length=240, source="username"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.RunPython(fold_emails, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=core.fields.LowercaseEmailField(
                blank=True, max_length=254, verbose_name="email address"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "This user name is taken."},
                max_length=60,
                unique=True,
                validators=[accounts.validators.validate_username],
                verbose_name="user name",
            ),
        ),
    ]

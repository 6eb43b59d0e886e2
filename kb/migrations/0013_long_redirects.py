"""Redirects hold the longest URLs that sections in sections can have.

Wagtail's column takes 255 characters, which only PostgreSQL checks; renaming a section at the top
made redirects of up to 500.
"""

from django.db import migrations

LONGEST = 800


def widen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"ALTER TABLE wagtailredirects_redirect ALTER COLUMN old_path TYPE varchar({LONGEST})"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0012_transfers"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(widen, migrations.RunPython.noop)]

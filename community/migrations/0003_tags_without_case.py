"""Tags are the same whatever their case; titles have room for marks and emoji.

Where two tags have one name but for its case, the one that is used more keeps it; the other becomes
its synonym under a name with a number.
"""

from django.db import migrations

import core.fields
from core.unicode import clean_characters, fold, shorten


def fold_names(apps, schema_editor):
    tag_model = apps.get_model("community", "Tag")
    keepers = {}
    for tag in tag_model.objects.order_by("-question_count", "pk"):
        base = clean_characters(tag.name)
        name, number, synonym_of = base, 1, tag.synonym_of_id
        keeper = keepers.get(fold(name))
        if keeper is not None and keeper.synonym_of_id != tag.pk:
            synonym_of = synonym_of or keeper.synonym_of_id or keeper.pk
        while fold(name) in keepers:
            number += 1
            name = f"{shorten(base, 92)}-{number}"
        keepers[fold(name)] = tag
        if name != tag.name:
            print(f"  The tag {tag.name} is now {name}.")
        tag_model.objects.filter(pk=tag.pk).update(
            name=name, name_folded=fold(name), synonym_of_id=synonym_of
        )


class Migration(migrations.Migration):
    dependencies = [("community", "0002_question_is_documented"), ("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="name_folded",
            field=core.fields.FoldedField(
                default="", editable=False, max_length=400, source="name"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]

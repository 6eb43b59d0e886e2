from django.db import migrations

from community.text.foreign_images import link_foreign_images


def link_images(apps, schema_editor):
    """What was drawn before pictures of other sites became links is changed likewise."""
    for name in ("Post", "Comment"):
        model = apps.get_model("community", name)
        rows = model.objects.filter(body_html__contains="<img").only("pk", "body_html")
        for row in rows.iterator(chunk_size=200):
            html = link_foreign_images(row.body_html)
            if html != row.body_html:
                model.objects.filter(pk=row.pk).update(body_html=html)


class Migration(migrations.Migration):

    dependencies = [("community", "0006_room_for_tag_names")]

    operations = [migrations.RunPython(link_images, migrations.RunPython.noop)]

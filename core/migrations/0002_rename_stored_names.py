"""Names that rows keep of code: a scheduled job, and tasks that wait in the queue."""

from typing import Any

from django.db import migrations

JOBS = {"tell_keepers": "notify_maintainers"}
TASKS = {
    "config.tasks.tell_of_badge": "notifications.tasks.notify_of_badge",
    "config.tasks.tell_reporters": "notifications.tasks.notify_reporters",
}


def rename(apps: Any, schema_editor: Any) -> None:
    runs = apps.get_model("core", "JobRun").objects
    for old, new in JOBS.items():
        runs.filter(name=new).delete()
        runs.filter(name=old).update(name=new)
    for old, new in TASKS.items():
        apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(
            task_path=old
        ).update(task_path=new)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]

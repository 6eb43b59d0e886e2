"""Background work: both tasks take keys, read the database again and may run twice."""

from django_tasks import task

from notifications.services import fanout, mail


@task()
def fan_out(event: str, ids: dict[str, int | None]) -> None:
    """Tell everybody concerned of one event (a name in `fanout.EVENTS`)."""
    fanout.EVENTS[event](**ids)


@task()
def send_notification_mail(notification_id: int) -> None:
    """Mail one notification."""
    mail.send_mail_for(notification_id=notification_id)

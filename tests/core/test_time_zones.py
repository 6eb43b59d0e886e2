"""Times are those of the reader; days that are counted are those of the shop."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.profiles import update_profile
from community.models import Post, Question
from config.environment import known_time_zone
from core.time_zones import site_today, start_of_day
from tests.factories import community as forum

MOMENT = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)


def read(url: str, reader: User | None = None) -> str:
    client = Client()
    if reader is not None:
        client.force_login(reader)
    return client.get(url).content.decode()


@pytest.fixture
def question(db: None) -> Question:
    question = forum.ask()
    forum.answer(question)
    Post.objects.update(created_at=MOMENT)
    Question.objects.update(created_at=MOMENT)
    return question


def in_zone(zone: str) -> User:
    return forum.member(time_zone=zone)


def test_each_reader_sees_the_time_of_their_own_zone(question: Question) -> None:
    url = question.get_absolute_url()
    assert "23:30" in hours(read(url))
    assert "01:30" in hours(read(url, in_zone("Europe/Helsinki")))
    assert "07:30" in hours(read(url, in_zone("Asia/Shanghai")))
    assert "23:30" in hours(read(url, in_zone("")))
    assert "23:30" in hours(read(url))  # nothing stays of the zones of others


def hours(page: str) -> set[str]:
    """The hours in the tooltips of times, as 24 hours."""
    found = set()
    for part in page.split("<time ")[1:]:
        title = part.split('title="', 1)[1].split('"', 1)[0]
        text = title.rsplit(", ", 1)[-1]
        for form in ("%H:%M", "%I:%M %p", "%I %p"):
            try:
                found.add(f"{dt.datetime.strptime(text.replace('.', ''), form):%H:%M}")
            except ValueError:
                continue
    return found


def test_the_date_is_that_of_the_readers_zone(question: Question) -> None:
    url = question.get_absolute_url()
    assert ">2 March 2026<" in normal(read(url, in_zone("Europe/Helsinki")))
    assert ">1 March 2026<" in normal(read(url, in_zone("America/Lima")))


def normal(page: str) -> str:
    """Dates of a page as day, month, year, whatever the format of the site is."""
    for day in (1, 2):
        for form in (f"March {day}, 2026", f"{day} Mar 2026", f"{day} March 2026"):
            page = page.replace(form, f"{day} March 2026")
    return page


def test_mails_show_the_time_of_who_gets_them(db: None, run_tasks: Any) -> None:
    asker = in_zone("Asia/Tokyo")
    question = forum.ask(author=asker)
    mail.outbox.clear()
    with run_tasks():
        forum.answer(question)
    assert len(mail.outbox) == 1
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_a_member_chooses_a_zone_and_takes_it_back(client: Client, db: None) -> None:
    member = forum.member()
    client.force_login(member)
    fields = {"display_name": "", "bio": "", "location": "", "website": "", "language": ""}
    for chosen in ("Europe/Warsaw", ""):
        response = client.post("/accounts/profile/", fields | {"time_zone": chosen})
        assert response.status_code == 302
        member.refresh_from_db()
        assert member.time_zone == chosen
    refused = client.post("/accounts/profile/", fields | {"time_zone": "Mars/Olympus"})
    assert refused.status_code == 422


def test_a_zone_that_was_removed_from_the_database_of_zones_is_no_error(db: None) -> None:
    member = forum.member()
    update_profile(actor=member, user=member, display_name="", time_zone="Asia/Tokyo")
    User.objects.filter(pk=member.pk).update(time_zone="Former/Zone")
    member.refresh_from_db()
    assert "<time" in read(forum.ask().get_absolute_url(), member)


def test_the_shops_day_is_the_same_for_every_reader() -> None:
    ours = site_today()
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        with timezone.override(ZoneInfo(name)):
            assert site_today() == ours
            assert start_of_day(ours).astimezone(dt.UTC).hour == 0


def test_a_time_zone_that_does_not_exist_stops_the_start() -> None:
    assert known_time_zone("Europe/Warsaw") == "Europe/Warsaw"
    with pytest.raises(SystemExit, match="STOA_TIME_ZONE is 'Warsaw time'"):
        known_time_zone("Warsaw time")

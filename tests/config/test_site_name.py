"""The site is called by its own name everywhere."""

import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import answer
from tests.factories.notifications import notification

NAME = "Tarnhollow & Sons"


@pytest.fixture(autouse=True)
def _named(settings: Any, db: None) -> None:
    settings.SITE_NAME = settings.WAGTAIL_SITE_NAME = NAME


@pytest.mark.parametrize("path", ["/", "/questions/", "/accounts/login/"])
def test_pages_bear_the_name(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert title.group(1).endswith("Tarnhollow &amp; Sons")
    assert "Stoa" not in page


def test_data_for_search_engines_and_feeds_bear_the_name(client: Client) -> None:
    answer()
    page = client.get(kb.article().get_absolute_url()).content.decode()
    graphs = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert NAME in json.dumps([json.loads(graph) for graph in graphs])
    feed = client.get("/feeds/questions/").content.decode()
    assert "Tarnhollow &amp; Sons" in feed


def test_mails_bear_the_name(run_tasks: Any) -> None:
    reader = UserFactory(username="reader")
    with run_tasks():
        notification(reader)
    (message,) = [message for message in mail.outbox if message.to == [reader.email]]
    assert f"at {NAME}." in message.body


def test_the_mail_that_confirms_a_url_greets_with_the_name(client: Client) -> None:
    fields = {"email": "new@example.com", "username": "newcomer", "password1": "seven-wet-boots"}
    client.post("/accounts/signup/", fields)
    (message,) = mail.outbox
    assert message.body.startswith(f"Hello from {NAME}!")
    assert "localhost" not in message.body


def test_the_back_office_bears_the_name(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    pages = ("", "pages/", "users/", "images/", "snippets/kb/sharedtext/", "account/", "nothing/")
    for path in pages:
        page = client.get(f"/cms/{path}", follow=True).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title is not None, path
        assert "Tarnhollow &amp; Sons" in title.group(1), path
        assert "Wagtail" not in title.group(1), path


def test_the_admin_bears_the_name_and_leads_to_the_cms(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    for path in ("/admin/", "/admin/accounts/user/"):
        page = client.get(path).content.decode()
        assert "Django" not in page
        assert re.search(r"<title>[^<]* · Tarnhollow &amp; Sons</title>", page)
        assert '<a href="/cms/">CMS</a>' in page

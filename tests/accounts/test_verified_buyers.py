"""What the shop says of its buyers."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command

from accounts.models import User
from accounts.roles import VERIFIED_BUYERS

pytestmark = pytest.mark.django_db


def is_buyer(user: User) -> bool:
    return user.groups.filter(name=VERIFIED_BUYERS).exists()


def test_the_shop_marks_buyers_by_confirmed_email_addresses_and_takes_the_mark_back(
    user: User, expert: User, capsys: Any
) -> None:
    EmailAddress.objects.create(user=user, email="Anna@example.org", verified=True)
    EmailAddress.objects.create(user=expert, email="claimed@example.org", verified=False)

    call_command("verified_buyers", "anna@example.org", "claimed@example.org", "no@example.org")

    assert is_buyer(user)
    assert not is_buyer(expert)
    assert "1 people, 2 email addresses" in capsys.readouterr().out

    call_command("verified_buyers", "--revoke", "anna@example.org")

    assert not is_buyer(user)


def test_email_addresses_are_read_from_a_job_of_the_shop(user: User, monkeypatch: Any) -> None:
    EmailAddress.objects.create(user=user, email="anna@example.org", verified=True)
    monkeypatch.setattr("sys.stdin.read", lambda: "anna@example.org\n\nother@example.org\n")

    call_command("verified_buyers", "-")

    assert is_buyer(user)

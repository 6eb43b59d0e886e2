"""Every `check_can_…` of every app: visitors sign in first, and a reason waits to be read."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from accounts.services.tokens import issue_token
from core.errors import AuthenticationRequired, PermissionRefused
from tests.factories import community, kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

APPS: Final = ("accounts", "community", "kb", "moderation", "search")
CHECKS: Final[dict[str, Callable[..., None]]] = {
    f"{app}.{name}": check
    for app in APPS
    for name, check in vars(import_module(f"{app}.permissions")).items()
    if name.startswith("check_can_")
}
STATES: Final = ("visible", "hidden", "pending")


def things(state: str) -> dict[str, Any]:
    """What a rule may be asked about, by the name of its parameter."""
    question = community.ask()
    answer = community.answer(question)
    comment = community.comment(answer)
    for row in (question, question.post, answer, comment):
        row.state = state
        row.save(update_fields=["state"])
    owner = UserFactory()
    return {
        "question": question,
        "post": answer,
        "answer": answer,
        "comment": comment,
        "value": -1,
        "article": kb.draft(),
        "person": owner,
        "token": issue_token(actor=owner, user=owner)[0],
    }


@pytest.mark.parametrize("state", STATES)
def test_visitors_are_asked_to_sign_in_before_any_other_reason(state: str) -> None:
    about = things(state)
    for check in CHECKS.values():
        others = list(inspect.signature(check).parameters)[1:]
        asked = [about[other] for other in others]
        with pytest.raises(AuthenticationRequired):
            check(AnonymousUser(), *asked)


@pytest.mark.parametrize("state", STATES)
def test_a_refusal_is_worded_only_when_it_is_read(state: str) -> None:
    about, member = things(state), UserFactory()
    refused = {}
    for name, check in CHECKS.items():
        others = list(inspect.signature(check).parameters)[1:]
        try:
            check(member, *(about[other] for other in others))
        except PermissionRefused as error:
            refused[name] = error.message
    assert len(refused) > len(CHECKS) / 2
    assert [name for name, message in refused.items() if not isinstance(message, Promise)] == []
    assert all(str(message) for message in refused.values())

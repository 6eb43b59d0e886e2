"""Keys to the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.services.tokens import (
    MAX_ACTIVE_TOKENS,
    authenticate_token,
    issue_token,
    revoke_token,
)
from core.errors import InvalidInput, PermissionRefused
from tests.factories.accounts import UserFactory

PROTECTED = "/api/v1/questions"


def test_a_token_opens_the_api_for_its_owner(user: User) -> None:
    _, secret = issue_token(actor=user, user=user)
    found = authenticate_token(secret=secret)
    assert found is not None
    assert found.user == user


def test_only_the_digest_of_a_secret_is_kept(user: User) -> None:
    token, secret = issue_token(actor=user, user=user, label="script")
    row = ApiToken.objects.values().get(pk=token.pk)
    assert secret.startswith(row["prefix"])
    assert not any(secret in str(value) for value in row.values())


def test_use_is_noted_at_most_once_a_minute(user: User) -> None:
    token, secret = issue_token(actor=user, user=user)
    authenticate_token(secret=secret)
    first = ApiToken.objects.get(pk=token.pk).last_used_at
    authenticate_token(secret=secret)
    assert first is not None
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first


@pytest.mark.parametrize("wrong", ["", "nonsense", "stoa_nonsense"])
def test_a_wrong_secret_opens_nothing(db: None, wrong: str) -> None:
    assert authenticate_token(secret=wrong) is None


def test_a_revoked_token_opens_nothing(user: User) -> None:
    token, secret = issue_token(actor=user, user=user)
    revoke_token(actor=user, token=token)
    assert authenticate_token(secret=secret) is None


def test_an_expired_token_opens_nothing(user: User) -> None:
    past = timezone.now() - timedelta(seconds=1)
    _, secret = issue_token(actor=user, user=user, expires_at=past)
    assert authenticate_token(secret=secret) is None


def test_a_token_of_an_inactive_person_opens_nothing(user: User) -> None:
    _, secret = issue_token(actor=user, user=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert authenticate_token(secret=secret) is None


def test_nobody_makes_or_revokes_tokens_of_others(user: User) -> None:
    stranger = UserFactory()
    token, _ = issue_token(actor=user, user=user)
    with pytest.raises(PermissionRefused):
        issue_token(actor=stranger, user=user)
    with pytest.raises(PermissionRefused):
        revoke_token(actor=stranger, token=token)
    assert list(ApiToken.objects.values_list("pk", "revoked_at")) == [(token.pk, None)]


def test_there_is_a_bound_to_active_tokens(user: User) -> None:
    for _ in range(MAX_ACTIVE_TOKENS):
        issue_token(actor=user, user=user)
    with pytest.raises(InvalidInput):
        issue_token(actor=user, user=user)
    assert ApiToken.objects.filter(user=user).count() == MAX_ACTIVE_TOKENS


def test_the_command_prints_a_secret_that_works(
    user: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("issue_token", "MIRA")
    found = authenticate_token(secret=capsys.readouterr().out.strip())
    assert found is not None
    assert found.user == user


def test_the_command_says_who_is_missing(db: None) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("issue_token", "nobody")


def test_the_api_refuses_a_bad_token_with_the_error_envelope(db: None) -> None:
    response = Client().post(
        PROTECTED, {}, "application/json", headers={"Authorization": "Bearer stoa_wrong"}
    )
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "authentication_required"
    assert response.json()["error"]["fields"] == {}


def test_the_api_refuses_a_visitor_who_wants_to_write(db: None) -> None:
    response = Client().post(PROTECTED, {}, "application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["error"]["code"] == "authentication_required"


def test_a_session_needs_the_csrf_token_to_write(
    user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    browser.handler.enforce_csrf_checks = True
    response = browser.post(PROTECTED, {}, "application/json")
    assert response.status_code == 403
    assert set(response.json()) == {"error"}


def test_settings_page_shows_a_new_secret_once(
    user: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(user)
    response = browser.post("/accounts/profile/tokens/", {"label": "laptop"})
    assert response.status_code == 201
    secret = response.context["secret"]
    assert secret in response.content.decode()
    assert authenticate_token(secret=secret) is not None
    assert secret not in browser.get("/accounts/profile/").content.decode()


def test_a_token_without_a_label_is_refused_beside_the_field(
    user: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(user).post("/accounts/profile/tokens/", {"label": ""})
    assert response.status_code == 422
    assert "label" in response.context["token_form"].errors
    assert not ApiToken.objects.exists()


def test_revoking_on_the_settings_page(user: User, client_of: Callable[[User], Client]) -> None:
    token, secret = issue_token(actor=user, user=user)
    response = client_of(user).post(f"/accounts/profile/tokens/{token.pk}/revoke/")
    assert response.status_code == 302
    assert authenticate_token(secret=secret) is None


def test_the_token_of_another_is_not_found(user: User, client_of: Callable[[User], Client]) -> None:
    token, secret = issue_token(actor=user, user=user)
    response = client_of(UserFactory()).post(f"/accounts/profile/tokens/{token.pk}/revoke/")
    assert response.status_code == 404
    assert authenticate_token(secret=secret) is not None

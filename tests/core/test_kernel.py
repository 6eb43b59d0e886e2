"""The small kernel: rate limits, roles, jobs, errors as pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page, Site

from accounts import roles
from accounts.models import User
from core import jobs, middleware
from core.errors import AuthenticationRequired, Conflict, InvalidInput, RateLimited
from core.management.commands import run_jobs
from core.models import JobRun
from core.rate_limits import Rule, check_rate, client_ip, parse_rule
from tests.factories.accounts import UserFactory


def test_limits_are_read_as_they_are_written() -> None:
    assert parse_rule("3/day") == Rule(count=3, seconds=86_400)
    assert parse_rule("1/120s") == Rule(count=1, seconds=120)
    with pytest.raises(ValueError, match="often"):
        parse_rule("often")


def test_one_too_many_is_refused_with_the_time_to_wait(user: User, rate_limits: None) -> None:
    for _ in range(10):
        check_rate(actor_or_key=user, action="flag")
    with pytest.raises(RateLimited) as refused:
        check_rate(actor_or_key=user, action="flag")
    assert 86_000 < refused.value.retry_after <= 86_400


def test_new_members_have_lower_limits(db: None, rate_limits: None) -> None:
    newcomer = UserFactory(date_joined=timezone.now())
    for _ in range(5):
        check_rate(actor_or_key=newcomer, action="flag")
    with pytest.raises(RateLimited):
        check_rate(actor_or_key=newcomer, action="flag")


def test_people_scopes_and_actions_are_counted_apart(user: User, rate_limits: None) -> None:
    for _ in range(6):
        check_rate(actor_or_key=user, action="vote_up_author", scope="1")
    check_rate(actor_or_key=user, action="vote_up_author", scope="2")
    check_rate(actor_or_key=user, action="flag")
    check_rate(actor_or_key=UserFactory(), action="vote_up_author", scope="1")
    with pytest.raises(RateLimited):
        check_rate(actor_or_key=user, action="vote_up_author", scope="1")


def test_visitors_are_counted_by_address(rate_limits: None) -> None:
    for _ in range(15):
        check_rate(actor_or_key="ip:192.0.2.1", action="search")
    with pytest.raises(RateLimited):
        check_rate(actor_or_key="ip:192.0.2.1", action="search")
    check_rate(actor_or_key="ip:192.0.2.2", action="search")


def test_staff_are_not_limited_and_off_means_off(admin: User, user: User, settings: Any) -> None:
    for _ in range(30):
        check_rate(actor_or_key=user, action="flag")
    settings.STOA_RATE_LIMITS = "on"
    for _ in range(30):
        check_rate(actor_or_key=admin, action="flag")


@pytest.mark.parametrize(
    ("proxies", "expected"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "192.0.2.9")]
)
def test_only_trusted_proxies_say_who_the_client_is(
    settings: Any, proxies: int, expected: str
) -> None:
    settings.STOA_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "192.0.2.9, 198.51.100.7"})
    assert client_ip(request) == expected


def test_the_api_answers_too_many_calls_with_when_to_come_back(
    user: User, api_of: Callable[[User], Client], rate_limits: None
) -> None:
    client = api_of(user)
    answers = [client.get("/api/v1/users/mira") for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {200}
    assert answers[60].status_code == 429
    assert answers[60].json()["error"]["code"] == "rate_limited"
    assert 0 < int(answers[60]["Retry-After"]) <= 60


def test_roles_are_groups_with_what_the_apps_declared(db: None) -> None:
    for name, permissions in roles.declared_roles().items():
        held = {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in Group.objects.get(name=name).permissions.all()
        }
        assert permissions <= held
    assert set(roles.declared_roles()) == {
        "experts",
        "moderators",
        "editors",
        "verified_buyers",
    }


def test_what_an_administrator_adds_to_a_role_stays(db: None) -> None:
    group = Group.objects.get(name="experts")
    extra = Permission.objects.get(codename="delete_user")
    group.permissions.add(extra)
    roles.sync_roles()
    assert extra in group.permissions.all()


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Start with two jobs, of which one fails; return what ran."""
    ran: list[str] = []

    def fail() -> None:
        ran.append("bad")
        raise RuntimeError("no luck")

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register_job("bad", fail, every=timedelta(hours=1))
    jobs.register_job("good", lambda: ran.append("good"), every=timedelta(hours=1))
    return ran


def test_due_jobs_run_once_and_a_failure_stops_no_other(db: None, own_jobs: list[str]) -> None:
    with pytest.raises(CommandError, match="bad"):
        call_command("run_jobs")
    call_command("run_jobs")
    assert own_jobs == ["bad", "good"]
    row = JobRun.objects.get(name="bad")
    assert row.result == "RuntimeError: no luck"
    assert "Traceback" in row.error


def test_a_job_can_be_chosen_and_forced(db: None, own_jobs: list[str]) -> None:
    call_command("run_jobs", only="good")
    call_command("run_jobs", only="good", force=True)
    assert own_jobs == ["good", "good"]
    with pytest.raises(CommandError, match="nothing"):
        call_command("run_jobs", only="nothing")


def test_jobs_run_again_and_again_until_the_parent_is_gone(
    db: None, own_jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parents = iter([7, 7, 7, 7, 7, 1])
    monkeypatch.setattr(run_jobs.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(run_jobs.time, "monotonic", lambda: 0.0)
    monkeypatch.setattr(run_jobs, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(run_jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr(run_jobs.time, "sleep", lambda seconds: own_jobs.append("pause"))
    call_command("run_jobs", while_parent_lives=True, verbosity=0)
    assert own_jobs == ["bad", "good", "pause", "pause", "pause"]


def test_two_jobs_of_one_name_are_refused(own_jobs: list[str]) -> None:
    with pytest.raises(ValueError, match="good"):
        jobs.register_job("good", lambda: None, every=timedelta(hours=1))


def test_setting_a_site_up_twice_changes_nothing(db: None) -> None:
    def state() -> tuple[int, ...]:
        return Group.objects.count(), Page.objects.count(), Site.objects.count()

    call_command("setup_site")
    first = state()
    call_command("setup_site")
    assert state() == first


def answer(request: HttpRequest, error: Exception) -> Any:
    """Return what the middleware makes of an error."""
    request.user = AnonymousUser()
    layer = middleware.DomainErrorMiddleware(lambda _: None)  # type: ignore[arg-type, return-value]
    return layer.process_exception(request, error)


def test_a_refusal_becomes_a_page_that_says_why(db: None) -> None:
    response = answer(RequestFactory().post("/x/"), Conflict("Somebody was faster."))
    assert response.status_code == 409
    assert "Somebody was faster." in response.content.decode()


def test_a_refusal_becomes_a_message_for_htmx() -> None:
    request = RequestFactory().post("/x/", headers={"HX-Request": "true"})
    response = answer(request, InvalidInput("Too short."))
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()


def test_a_visitor_is_sent_to_sign_in_and_back() -> None:
    response = answer(RequestFactory().get("/x/?y=1"), AuthenticationRequired())
    assert response["Location"] == "/accounts/login/?next=/x/%3Fy%3D1"


def test_too_often_says_when_to_come_back(db: None) -> None:
    response = answer(RequestFactory().get("/x/"), RateLimited(retry_after=42))
    assert (response.status_code, response["Retry-After"]) == (429, "42")


def test_other_errors_are_left_to_django() -> None:
    assert answer(RequestFactory().get("/x/"), ValueError()) is None

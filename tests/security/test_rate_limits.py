"""Limits count people and networks, over all processes, and every rule of the table refuses."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from community.services.answers import edit_answer
from core import counters
from core.errors import RateLimited
from core.rate_limits import check_rate, client_network, network_of, wait_message
from moderation.admission import count_links
from moderation.services import flag_post
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member, vote

pytestmark = pytest.mark.django_db

Act = Callable[[User, Client, int], object]


@pytest.fixture
def one_a_day(settings: Any) -> None:
    """Let every rule allow one act a day, so that the second shows who asks the rule."""
    settings.STOA_RATE_LIMITS = "on"
    settings.STOA_RATE_LIMIT_RULES = {action: {} for action in settings.STOA_RATE_LIMIT_RULES}


def _page(path: str, **data: str) -> Act:
    return lambda _user, client, _number: client.get(path, data)


def _vote(value: int) -> Act:
    author: list[User] = []

    def act(user: User, _client: Client, _number: int) -> None:
        author.append(author[0] if author else member())
        vote(answer(author=author[0], question=ask()), value, voter=user)

    return act


def _answer_one_thread() -> Act:
    threads: list[Any] = []

    def act(user: User, _client: Client, number: int) -> None:
        threads.append(threads[0] if threads else ask())
        answer(threads[0], user, body=f"{ANSWER_BODY} Number {number}.")

    return act


def _feedback(_user: User, client: Client, _number: int) -> object:
    return client.post(f"/knowledge/articles/{kb.article().pk}/feedback/", {"helpful": "yes"})


def _feedback_detail() -> Act:
    articles: list[Any] = []

    def act(_user: User, client: Client, number: int) -> object:
        articles.append(articles[0] if articles else kb.article())
        url = f"/knowledge/articles/{articles[0].pk}/feedback/"
        client.post(url, {"helpful": "no"})
        return client.post(url, {"helpful": "no", "comment": f"Which wax? Number {number}"})

    return act


def _edit(user: User, _client: Client, number: int) -> None:
    edit_answer(actor=user, answer=answer(author=user), body=f"{ANSWER_BODY} Edit {number}.")


DRIVERS: dict[str, Act] = {
    "question": lambda user, _c, n: ask(user, body=f"{QUESTION_BODY} Number {n}."),
    "answer": lambda user, _c, n: answer(author=user, body=f"{ANSWER_BODY} Number {n}."),
    "answer_in_thread": _answer_one_thread(),
    "comment": lambda user, _c, n: comment(answer(), user, body=f"Thanks a lot, {n} times."),
    "vote": lambda user, _c, n: vote(answer(), voter=user),
    "vote_up_author": _vote(1),
    "vote_down_author": _vote(-1),
    "feedback": _feedback,
    "feedback_detail": _feedback_detail(),
    "flag": lambda user, _c, n: flag_post(actor=user, post=answer(), reason="spam"),
    "edit": _edit,
    "promotion": lambda user, _c, n: kb.promotion(actor=user),
    "preview": lambda _u, client, n: client.post("/preview/", {"body": "Text"}),
    "search": _page("/search/", q="tent"),
    "suggest": _page("/search/suggest/", q="tent"),
    "token": lambda _u, client, n: client.post("/accounts/profile/tokens/", {"label": "script"}),
    "api": _page("/api/v1/questions"),
}
"""How each rule is reached; `keep_text` is for visitors, see test_strangers.py."""


def test_every_rule_of_the_settings_has_a_driver_here(settings: Any) -> None:
    assert set(DRIVERS) | {"keep_text"} == set(settings.STOA_RATE_LIMIT_RULES)


@pytest.mark.parametrize("action", DRIVERS)
def test_every_rule_refuses(
    action: str, one_a_day: None, settings: Any, client_of: Callable[[User], Client]
) -> None:
    settings.STOA_RATE_LIMIT_RULES[action] = {"new": ["1/day"], "normal": ["1/day"]}
    person = member()
    client = client_of(person)

    def act(number: int) -> int:
        try:
            done = DRIVERS[action](person, client, number)
        except RateLimited:
            return 429
        status: int = getattr(done, "status_code", 200)
        if status == 422 and b"too often" in done.content:  # beside the field of a form
            return 429
        return status

    assert act(1) < 400
    assert act(2) == 429
    person.date_joined = timezone.now()
    person.save(update_fields=["date_joined"])
    assert act(3) == 429


def test_six_votes_lift_an_author_in_a_day_and_no_more(rate_limits: None, settings: Any) -> None:
    settings.STOA_RATE_LIMIT_RULES = settings.STOA_RATE_LIMIT_RULES | {
        "vote": {},
        "question": {},
        "answer": {},
        "answer_in_thread": {},
    }
    author, fan, thread = member(), member(), ask()
    posts = [answer(thread, author, body=f"{ANSWER_BODY} {n}.") for n in range(7)]
    for post in posts[:6]:
        vote(post, voter=fan)
    with pytest.raises(RateLimited, match="this author"):
        vote(posts[6], voter=fan)
    posts[6].refresh_from_db()
    assert posts[6].score == 0
    vote(answer(thread), voter=fan)


def test_votes_that_came_too_soon_are_not_among_those_for_an_author(
    rate_limits: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {"question": {}, "answer": {}, "answer_in_thread": {}, "vote": {"normal": ["5/min"]}}
    settings.STOA_RATE_LIMIT_RULES = settings.STOA_RATE_LIMIT_RULES | rules
    author, fan, thread = member(), member(), ask()
    posts = [answer(thread, author, body=f"{ANSWER_BODY} {n}.") for n in range(6)]
    for post in posts[:5]:
        vote(post, voter=fan)
    for _attempt in range(3):
        with pytest.raises(RateLimited, match="too often"):
            vote(posts[5], voter=fan)
    later = time.time() + 61
    monkeypatch.setattr("core.counters.time.time", lambda: later)
    vote(posts[5], voter=fan)


def test_answers_that_came_too_soon_are_not_among_those_in_a_thread(
    rate_limits: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {
        "question": {},
        "answer": {"normal": ["1/30s"]},
        "answer_in_thread": {"normal": ["2/day"]},
    }
    settings.STOA_RATE_LIMIT_RULES = settings.STOA_RATE_LIMIT_RULES | rules
    person, thread = member(), ask()
    answer(thread, person, body=f"{ANSWER_BODY} One.")
    for _attempt in range(3):
        with pytest.raises(RateLimited, match="too often"):
            answer(thread, person, body=f"{ANSWER_BODY} Two.")
    later = time.time() + 31
    monkeypatch.setattr("core.counters.time.time", lambda: later)
    answer(thread, person, body=f"{ANSWER_BODY} Two.")


class TestWhoIsCounted:
    @pytest.mark.parametrize(
        ("ip", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("nonsense", "nonsense"),
        ],
    )
    def test_a_network_is_an_ipv4_address_or_half_of_an_ipv6_address(
        self, ip: str, network: str
    ) -> None:
        assert network_of(ip) == network

    @pytest.mark.parametrize(
        ("hop", "expected"),
        [
            ("198.51.100.7", "198.51.100.7"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::1]:4711", "2001:db8::/64"),
            ("2001:db8::1", "2001:db8::/64"),
            ("<script>", "127.0.0.1"),
            ("", "127.0.0.1"),
        ],
    )
    def test_what_a_proxy_wrote_is_read_as_an_ip_or_not_at_all(
        self, settings: Any, hop: str, expected: str
    ) -> None:
        settings.STOA_PROXY_COUNT = 1
        request = RequestFactory().get("/", headers={"X-Forwarded-For": f"6.6.6.6, {hop}"})
        assert client_network(request) == expected

    def test_a_visitor_who_changes_what_a_browser_sends_stays_one_visitor(
        self, rate_limits: None
    ) -> None:
        article = kb.article()
        url = f"/knowledge/articles/{article.pk}/feedback/"
        for number in range(40):
            Client(
                REMOTE_ADDR=f"2001:db8:0:1::{number:x}",
                headers={
                    "User-Agent": f"browser {number}",
                    "X-Forwarded-For": f"192.0.2.{number}",
                    "Accept-Language": "fi" if number % 2 else "en",
                },
            ).post(url, {"helpful": "no", "reason": "unclear"})
        assert article.feedback.count() == 1
        assert not article.checks.exists()

    def test_tokens_and_session_of_a_person_count_together(
        self,
        rate_limits: None,
        user: User,
        api_of: Callable[[User], Client],
        client_of: Callable[[User], Client],
    ) -> None:
        clients = [api_of(user), api_of(user), client_of(user)]
        answers = [clients[n % 3].get("/api/v1/questions").status_code for n in range(61)]
        assert answers == [200] * 60 + [429]

    def test_many_new_accounts_of_one_network_are_one_stranger(
        self, rate_limits: None, settings: Any, client_of: Callable[[User], Client]
    ) -> None:
        settings.STOA_RATE_LIMIT_RULES = settings.STOA_RATE_LIMIT_RULES | {
            "question": {"new": ["3/day"], "network": ["4/day"]}
        }
        statuses = []
        for number in range(5):
            browser = client_of(UserFactory(date_joined=timezone.now()))
            data = {"title": f"How do I mend the zip of tent {number}?", "body": QUESTION_BODY}
            statuses.append(browser.post("/questions/ask/", data).status_code)
        assert statuses == [302, 302, 302, 302, 429]


class TestWhereItIsCounted:
    def test_filling_the_cache_forgets_no_count(self, user: User, rate_limits: None) -> None:
        for _ in range(10):
            check_rate(actor_or_key=user, action="flag")
        for number in range(500):
            cache.set(f"filler-{number}", "x" * 100)
        cache.clear()
        with pytest.raises(RateLimited):
            check_rate(actor_or_key=user, action="flag")

    def test_a_count_ends_with_its_period_and_goes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert counters.count("some", seconds=60)[0] == 1
        assert counters.count("some", seconds=60)[0] == 2
        later = counters.time.time() + 61
        monkeypatch.setattr(counters.time, "time", lambda: later)
        assert counters.count("other", seconds=60)[0] == 1
        assert counters.remove_ended() == 1
        assert counters.count("some", seconds=60)[0] == 1

    def test_attempts_to_sign_in_are_counted_in_the_same_place(self, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/ip"}
        UserFactory(username="ada")
        for _ in range(3):
            Client().post("/accounts/login/", {"login": "ada", "password": "wrong"})
            cache.clear()
        refused = Client().post("/accounts/login/", {"login": "ada", "password": "wrong"})
        assert b"Too many failed" in refused.content

    def test_the_store_is_a_cache_as_allauth_needs_one(self) -> None:
        store = caches["counters"]
        assert store.get("k") is None
        assert store.add("k", [1.5, 2], 60)
        assert not store.add("k", [], 60)
        assert store.get("k") == [1.5, 2]
        store.set("k", True, 60)
        assert store.get("k") is True
        assert store.delete("k")
        assert store.get("k", "gone") == "gone"
        store.set("k", 1, timeout=None)
        store.clear()
        assert not store.has_key("k")

    def test_where_the_file_cannot_be_written_limits_hold_in_the_process(
        self, user: User, rate_limits: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(counters, "FILE_NAME", str(tmp_path / "nowhere" / "counters"))
        caches["counters"].clear()
        for _ in range(10):
            check_rate(actor_or_key=user, action="flag")
        with pytest.raises(RateLimited):
            check_rate(actor_or_key=user, action="flag")


COUNTING = """
import django; django.setup()
from core import counters
counters.FILE_NAME = {path!r}
print(*[counters.count("vote of 7", seconds=600)[0] for _ in range(50)])
"""


@pytest.mark.long
def test_two_processes_count_one_sum_and_miss_none(tmp_path: Path) -> None:
    code = COUNTING.format(path=str(tmp_path / "counters.sqlite3"))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("DATABASE_URL", None)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    seen = [int(number) for process in running for number in process.communicate()[0].split()]
    assert sorted(seen) == list(range(1, 101))


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<a href="https://a.example/x">x</a> <a href="https://A.example/x/">y</a>', 1),
        ('<a href="//a.example">x</a> <a href="/\\b.example">y</a>', 2),
        ('<a href="mailto:a@b.example">x</a> <img src="https://c.example/p.png">', 2),
        ('<a href="/users/mira/">mira</a> <a href="#fn1">1</a> <code>https://d.example</code>', 0),
        ("<p>www.a.example, then https://b.example.</p>", 2),
    ],
)
def test_links_of_newcomers_are_counted_where_readers_see_them(html: str, links: int) -> None:
    assert count_links(html) == links


@pytest.mark.parametrize(
    "body",
    [
        "[a](//one.example) [b](//two.example) [c](//three.example)",
        "www.one.example and www.two.example and HTTPS://three.example",
        "[a][1] [b][2] [c][3]\n\n[1]: HTTPS://one.example\n[2]: <HTTPS://two.example>\n"
        "[3]: &#104;ttps://three.example",
        "![](https://one.example/a.png) ![](https://two.example/b.png) https://three.example",
    ],
)
def test_no_way_of_writing_a_link_passes_the_rule_of_newcomers(
    body: str, client_of: Callable[[User], Client]
) -> None:
    data = {"title": "Where can I buy a tent like this?", "body": f"{QUESTION_BODY}\n\n{body}"}
    refused = client_of(UserFactory()).post("/questions/ask/", data)
    assert refused.status_code == 422
    assert b"links at most" in refused.content


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second."), (119, "119 seconds."), (300, "5 minutes."), (86_400, "24 hours.")],
)
def test_the_time_to_wait_is_said_in_the_unit_people_would_use(seconds: int, words: str) -> None:
    assert wait_message(seconds).endswith(words)

"""Dead links are found, twice before anybody is bothered, and our own network is never asked."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.utils import timezone

from core.http_client import public_hosts as public_web
from kb.models import ArticleCheck, ArticlePage, LinkTarget
from kb.selectors.article_links import links_of, normalise
from kb.selectors.internal_links import internal_link_problem
from kb.services import links
from kb.services.articles import revise_article
from kb.services.links import check_links, external_link_problem
from tests.factories import kb
from tests.factories.community import ask


class Site(BaseHTTPRequestHandler):
    """A small web site: some pages work, some do not, some redirect."""

    requests: list[str] = []

    def _answer(self) -> None:
        Site.requests.append(f"{self.command} {self.path}")
        status = {
            "/gone": 404,
            "/broken": 500,
            "/login": 401,
            "/moved": 301,
            "/loop": 302,
            "/inward": 302,
        }.get(self.path, 200)
        if self.path == "/no-head" and self.command == "HEAD":
            status = 404
        self.send_response(status)
        places = {"/moved": "/fine", "/loop": "/loop", "/inward": "http://10.0.0.1/"}
        if self.path in places:
            self.send_header("Location", places[self.path])
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, *args: Any) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The small site under a public name: only the IP address of the name is made up."""
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Site.requests.clear()
    real_connect = socket.create_connection

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        assert place == ("93.184.216.34", 80)
        return real_connect(("127.0.0.1", server.server_port), timeout)

    def look_up(host: str, port: int, **kwargs: Any) -> list[Any]:
        known = {"shop.example": "93.184.216.34", "inside.example": "192.168.1.7"}
        if host in known:
            host = known[host]
        elif not host[0].isdigit() and ":" not in host:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr(public_web, "getaddrinfo", look_up)
    monkeypatch.setattr(public_web, "create_connection", connect)
    monkeypatch.setattr(links, "PAUSE_SECONDS", 0.0)
    yield "http://shop.example"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/fine", ""),
        ("/moved", ""),
        ("/login", ""),
        ("/no-head", ""),
        ("/gone", "The server answers 404."),
        ("/broken", "The server fails (500)."),
        ("/loop", "It redirects without end."),
    ],
)
def test_a_url_elsewhere_is_asked_as_little_as_possible(site: str, path: str, problem: str) -> None:
    assert external_link_problem(f"{site}{path}") == problem
    assert Site.requests[0] == f"HEAD {path}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://10.1.2.3/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://inside.example/",
    ],
)
def test_nothing_inside_our_own_network_is_asked(site: str, url: str) -> None:
    assert external_link_problem(url) == "It leads to a private network."
    assert Site.requests == []


@pytest.mark.parametrize(
    "url", ["http://shop.example:22/", "ftp://shop.example/", "http://[bad", "http://no.where/"]
)
def test_what_is_no_url_of_the_web_is_not_asked(site: str, url: str) -> None:
    assert external_link_problem(url) != ""
    assert Site.requests == []


def test_a_redirect_into_our_own_network_is_not_followed(site: str) -> None:
    assert external_link_problem(f"{site}/inward") == "It leads to a private network."


@pytest.mark.django_db
def test_urls_of_our_own_are_looked_up_in_the_database() -> None:
    question, article, draft = ask(), kb.article(), kb.draft()
    section = article.get_parent()
    there = [
        "/",
        "/questions/",
        question.get_absolute_url(),
        article.get_absolute_url(),
        section.specific.get_url(),
        f"/users/{question.author.username}/",
        f"kb.articlepage:{article.pk}",
    ]
    gone = [
        "/nothing/",
        "/questions/999999/no-such/",
        f"{article.get_absolute_url()}more/",
        "/users/nobody-at-all/",
        "/media/nothing.png",
        "/media/../secret",
        "/documents/99/nothing.pdf",
        f"kb.articlepage:{draft.pk}",
        "wagtaildocs.document:99",
    ]

    assert [url for url in there if internal_link_problem(url)] == []
    assert [url for url in gone if not internal_link_problem(url)] == []


@pytest.mark.django_db
def test_an_article_that_moved_is_still_found_by_its_old_url(run_tasks: Any) -> None:
    article = kb.article()
    old = article.get_absolute_url()
    with run_tasks():
        article.slug = "another-address"
        article.save_revision().publish()

    assert internal_link_problem(old) == ""


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("HTTPS://Shop.Example/a b#part", "https://shop.example/a%20b"),
        ("http://testserver/kb/zips/?x=1", "/kb/zips/?x=1"),
        ("/kb/zips/#top", "/kb/zips/"),
        ("https://żółw.example/ż", "https://xn--w-uga1v8h.example/%C5%BC"),
        ("mailto:help@shop.example", ""),
        ("tel:+48123", ""),
    ],
)
def test_one_place_has_one_spelling(url: str, spelling: str) -> None:
    assert normalise(url) == spelling


def linking(*urls: str) -> ArticlePage:
    text = "\n\n".join(f"See [this]({url}) for more." for url in urls)
    return kb.article(body_markdown=text)


@pytest.mark.django_db
def test_links_are_found_in_text_and_in_what_was_chosen() -> None:
    target = kb.article()
    article = linking("https://shop.example/a", "/questions/")
    blocks = [
        *article.body.get_prep_value(),
        {"type": "text", "value": f'<p><a linktype="page" id="{target.pk}">there</a></p>'},
    ]
    revise_article(actor=kb.editor(), article=article, blocks=blocks)
    article = kb.approve(article)

    found = links_of(article)

    assert {"https://shop.example/a", "/questions/", target.get_absolute_url()} <= found
    assert f"wagtailcore.page:{target.pk}" in found


def a_day_later() -> None:
    for link in LinkTarget.objects.all():
        day = timedelta(days=1, minutes=1)
        link.checked_at = link.checked_at and link.checked_at - day
        link.failing_since = link.failing_since and link.failing_since - day
        link.save()


@pytest.mark.django_db
def test_a_link_is_dead_after_two_failures_a_day_apart_and_mended_when_it_works(
    site: str, settings: Any
) -> None:
    settings.STOA_CHECK_LINKS = True
    article = linking(f"{site}/gone", f"{site}/fine")

    assert check_links() == "2 links checked, 0 dead"
    assert check_links() == "0 links checked, 0 dead"
    assert not ArticleCheck.objects.exists()

    a_day_later()
    assert check_links() == "1 links checked, 1 dead"
    check = ArticleCheck.objects.get()
    assert (check.article_id, check.reason, check.note) == (
        article.pk,
        "dead_link",
        f"{site}/gone",
    )

    revise_article(actor=kb.editor(), article=article, body_markdown=f"See [it]({site}/fine).")
    kb.approve(article)
    check_links()
    assert not ArticleCheck.objects.filter(closed_at=None).exists()
    assert not LinkTarget.objects.filter(state="dead").exists()


@pytest.mark.django_db
def test_a_dead_link_that_comes_back_to_life_ends_the_doubt() -> None:
    article, target = linking("/kb/gone/"), kb.section("Gone for now")
    check_links()
    a_day_later()
    check_links()
    assert ArticleCheck.objects.get().closed_at is None

    target.slug = "gone"
    target.save()
    a_day_later()
    check_links()

    assert ArticleCheck.objects.get().closed_at is not None
    assert article.live


@pytest.mark.django_db
def test_one_failure_is_forgiven(site: str, settings: Any) -> None:
    settings.STOA_CHECK_LINKS = True
    linking(f"{site}/fine")
    LinkTarget.objects.create(
        address=f"{site}/fine",
        is_external=True,
        state="failing",
        failing_since=timezone.now() - timedelta(days=2),
        checked_at=timezone.now() - timedelta(days=2),
    )

    check_links()

    link = LinkTarget.objects.get()
    assert (link.state, link.failing_since) == ("alive", None)


@pytest.mark.django_db
def test_switched_off_the_web_is_left_alone(site: str, settings: Any) -> None:
    settings.STOA_CHECK_LINKS = False
    linking(f"{site}/gone", "/questions/")

    assert check_links() == "1 links checked, 0 dead"
    assert Site.requests == []

"""What machines ask: health, metrics, robots, the map of the site."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError
from django.test import Client

from core import health, metrics
from core import health_checks as own_health


@pytest.fixture(autouse=True)
def _we_monitor(settings: Any) -> None:
    settings.STOA_MONITORING_NETWORKS = ["127.0.0.0/8"]


def test_alive_says_ok_and_asks_the_database_nothing(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_when_every_dependency_works(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {"database": own_health.check_database})
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "failing": {}}


def test_not_ready_names_what_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise DatabaseError("gone")

    registered = {"database": broken, "search": lambda: "no index", "tasks": lambda: ""}
    monkeypatch.setattr(health, "_checks", registered)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "failing": {"database": "DatabaseError: gone", "search": "no index"},
    }


def test_a_site_whose_search_is_down_goes_on_and_says_so(db: None, settings: Any) -> None:
    settings.STOA_SEARCH_URL = "http://127.0.0.1:1"
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert "does not answer" in response.json()["failing"]["search"]


def test_database_and_tasks_are_among_the_checks() -> None:
    assert {"database", "tasks"} <= set(health._checks)


def sample(name: str) -> float:
    """Return one number of the page of metrics."""
    text = Client().get("/metrics").content.decode()
    match = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert match is not None
    return float(match.group(1))


def test_requests_are_counted_by_area_and_status(db: None) -> None:
    name = 'stoa_requests_total{area="api",status="4xx"}'
    before = sample(name)
    Client().get("/api/v1/users/nobody")
    assert sample(name) == before + 1


def test_latencies_fill_the_right_buckets() -> None:
    name = 'stoa_request_seconds_bucket{{area="cms",le="{}"}}'
    below, above = name.format("0.25"), name.format("0.5")
    before = sample(below), sample(above)
    metrics.record(path="/cms/", status=200, seconds=0.3)
    assert (sample(below), sample(above)) == (before[0], before[1] + 1)


def test_a_slot_of_another_worker_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    name = 'stoa_requests_total{area="kb",status="2xx"}'
    before = sample(name)
    monkeypatch.setattr(metrics, "_slot", 7)
    metrics.record(path="/kb/a/", status=200, seconds=0.01)
    monkeypatch.setattr(metrics, "_slot", 0)
    assert sample(name) == before + 1


def test_robots_are_told_the_map_and_the_closed_doors() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /accounts/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_each_part_of_the_map_can_be_read(db: None) -> None:
    index = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    parts = [element.text or "" for element in index.iter() if element.tag.endswith("loc")]
    names = [part.removeprefix("http://testserver/sitemap-").removesuffix(".xml") for part in parts]
    by_language = [
        f"{kind}-{code}"
        for kind in ("articles", "questions")
        for code in ("en", "pl", "fi", "other")
    ]
    assert sorted(names) == sorted(["sections", "tags", *by_language])
    for part in parts:
        response = Client().get(part.removeprefix("http://testserver"))
        assert response.status_code == 200
        ElementTree.fromstring(response.content)

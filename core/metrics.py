"""Requests and latencies for Prometheus, in memory that the worker processes share.

The counters lie in anonymous shared memory made before the server forks: each worker writes its
own slot and any worker can answer for all. Outside a forking server there is one slot.
"""

import mmap
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse

AREAS: Final = ("questions", "kb", "search", "api", "accounts", "cms", "other")
PREFIXES: Final = {
    "/questions/": "questions",
    "/kb/": "kb",
    "/search/": "search",
    "/api/": "api",
    "/accounts/": "accounts",
    "/users/": "accounts",
    "/cms/": "cms",
    "/admin/": "cms",
}
STATUS_CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
BUCKETS_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SLOTS: Final = 32
# One row for each area: requests by class of status, by bucket (the last is +Inf), microseconds.
ROW: Final = len(STATUS_CLASSES) + len(BUCKETS_SECONDS) + 1 + 1
SLOT_LENGTH: Final = len(AREAS) * ROW

_memory = memoryview(mmap.mmap(-1, SLOTS * SLOT_LENGTH * 8)).cast("Q")
_lock = threading.Lock()
_slot = 0


def use_slot(number: int) -> None:
    """Give this process its own slot; called once by each worker after the fork."""
    global _slot  # noqa: PLW0603 (one per process, set before the first request)
    _slot = number % SLOTS


def record(*, path: str, status: int, seconds: float) -> None:
    """Count one request."""
    area = AREAS.index(area_of(path))
    start = _slot * SLOT_LENGTH + area * ROW
    bucket = next((i for i, limit in enumerate(BUCKETS_SECONDS) if seconds <= limit), -1)
    if bucket < 0:
        bucket = len(BUCKETS_SECONDS)
    with _lock:
        _memory[start + min(max(status // 100, 1), 5) - 1] += 1
        _memory[start + len(STATUS_CLASSES) + bucket] += 1
        _memory[start + ROW - 1] += int(seconds * 1_000_000)


def area_of(path: str) -> str:
    """Return the part of the site a URL belongs to."""
    for prefix, area in PREFIXES.items():
        if path.startswith(prefix):
            return area
    return "other"


def render() -> str:
    """Return all counters in the text format of Prometheus."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# HELP stoa_requests_total Requests answered."
    yield "# TYPE stoa_requests_total counter"
    for area in AREAS:
        row = _row(area)
        for index, status in enumerate(STATUS_CLASSES):
            yield f'stoa_requests_total{{area="{area}",status="{status}"}} {row[index]}'
    yield "# HELP stoa_request_seconds Time from the first middleware to the answer."
    yield "# TYPE stoa_request_seconds histogram"
    for area in AREAS:
        yield from _histogram(area, _row(area))


def _histogram(area: str, row: list[int]) -> Iterator[str]:
    counts = row[len(STATUS_CLASSES) : ROW - 1]
    total = 0
    for limit, count in zip((*BUCKETS_SECONDS, "+Inf"), counts, strict=True):
        total += count
        yield f'stoa_request_seconds_bucket{{area="{area}",le="{limit}"}} {total}'
    yield f'stoa_request_seconds_sum{{area="{area}"}} {row[ROW - 1] / 1_000_000:.6f}'
    yield f'stoa_request_seconds_count{{area="{area}"}} {total}'


def _row(area: str) -> list[int]:
    offset = AREAS.index(area) * ROW
    slots = (slot * SLOT_LENGTH + offset for slot in range(SLOTS))
    return [sum(column) for column in zip(*(_memory[at : at + ROW] for at in slots), strict=True)]


class MetricsMiddleware:
    """Outermost: measures what a client waits for, files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        record(
            path=request.path_info,
            status=response.status_code,
            seconds=time.perf_counter() - started,
        )
        return response

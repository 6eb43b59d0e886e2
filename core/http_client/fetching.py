"""Getting a file from a URL that somebody wrote; redirects are followed by the same rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.http_client.client import ask
from core.http_client.deadline import Deadline
from core.http_client.public_hosts import Unreachable

TIMEOUT_SECONDS: Final = 10
REDIRECTS_MAX: Final = 3


@dataclass(frozen=True)
class Fetched:
    """What came back, and what the other side calls it."""

    content: bytes
    content_type: str


Fetcher = Callable[[str, int], Fetched]


def fetch(url: str, limit: int) -> Fetched:
    """Get at most `limit` bytes over https; raises `Unreachable` for anything else."""
    deadline = Deadline(TIMEOUT_SECONDS)
    for _attempt in range(REDIRECTS_MAX + 1):
        if not url.lower().startswith("https:"):
            raise Unreachable("not an https URL")
        headers = {"Accept": "image/*,*/*;q=0.5"}
        answer = ask(url, deadline=deadline, headers=headers, limit=limit)
        if not answer.onward:
            break
        url = answer.onward
    else:
        raise Unreachable("too many redirects")
    if answer.status != 200:
        raise Unreachable(f"status {answer.status}")
    return Fetched(answer.content, answer.content_type)

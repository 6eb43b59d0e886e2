"""Getting a file from an address that somebody wrote; redirects are followed by the same rules."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urljoin

from kb.outside.public_web import Unreachable, connection_to, find_place

TIMEOUT_SECONDS: Final = 5
REDIRECTS_MAX: Final = 3
_REDIRECTS: Final = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Fetched:
    """What came back, and what the other side calls it."""

    content: bytes
    content_type: str


Fetcher = Callable[[str, int], Fetched]


def fetch(address: str, limit: int) -> Fetched:
    """Get at most `limit` bytes over https; raises `Unreachable` for anything else."""
    for _attempt in range(REDIRECTS_MAX + 1):
        answer = _ask(address, limit)
        if isinstance(answer, Fetched):
            return answer
        address = urljoin(address, answer)
    raise Unreachable("too many redirects")


def _ask(address: str, limit: int) -> Fetched | str:
    """The file, or the address to which the other side sends us on."""
    place = find_place(address)
    if place.scheme != "https":
        raise Unreachable("not an https address")
    connection = connection_to(place, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", place.target, headers={"Accept": "image/*,*/*;q=0.5"})
        response = connection.getresponse()
        if response.status in _REDIRECTS and (onward := response.getheader("Location")):
            return onward
        if response.status != 200:
            raise Unreachable(f"status {response.status}")
        content = response.read(limit + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(str(error)) from error
    finally:
        connection.close()
    if len(content) > limit:
        raise Unreachable("too large")
    return Fetched(content, response.getheader("Content-Type", ""))

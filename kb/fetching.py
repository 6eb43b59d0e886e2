"""Getting a file from an address that somebody wrote, without being led into our own network.

The name is looked up once, every address that it has must be public, and the connection goes to
the address that was checked; redirects are followed by the same rule.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urljoin, urlsplit

TIMEOUT_SECONDS: Final = 5
REDIRECTS_MAX: Final = 3
_REDIRECTS: Final = (301, 302, 303, 307, 308)


class Unreachable(Exception):
    """The file cannot be had; the message is for our logs, not for readers."""


@dataclass(frozen=True)
class Fetched:
    """What came back, and what the other side calls it."""

    content: bytes
    content_type: str


Fetcher = Callable[[str, int], Fetched]


class _CheckedConnection(HTTPSConnection):
    """Connects to an address that was found to be public, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str) -> None:
        context = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=context)
        self._address = address
        self._tls = context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


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
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Unreachable("not an https address")
    try:
        port = parts.port or 443
        connection = _CheckedConnection(parts.hostname, port, _public_address(parts.hostname, port))
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        try:
            connection.request("GET", path, headers={"Accept": "image/*,*/*;q=0.5"})
            response = connection.getresponse()
            if response.status in _REDIRECTS and (place := response.getheader("Location")):
                return place
            if response.status != 200:
                raise Unreachable(f"status {response.status}")
            content = response.read(limit + 1)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(str(error)) from error
    if len(content) > limit:
        raise Unreachable("too large")
    return Fetched(content, response.getheader("Content-Type", ""))


def _public_address(host: str, port: int) -> str:
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(ipaddress.ip_address(one).is_global for one in found):
        raise Unreachable("not a public address")
    return str(sorted(found)[0])

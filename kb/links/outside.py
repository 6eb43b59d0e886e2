"""Whether an address on another site answers. Nothing here may reach our own network."""

import http.client
import ipaddress
import ssl
from dataclasses import dataclass
from socket import SOCK_STREAM, create_connection, getaddrinfo
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

TIMEOUT_SECONDS: Final = 6
REDIRECTS_MAX: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECT_FROM: Final = 300
_REFUSED_FROM: Final = 400
_SERVER_ERROR_FROM: Final = 500
_LOCKED: Final = (401, 403, 405, 407, 429)
"""Somebody is at home and does not open to a program."""


class Unreachable(Exception):
    """Why an address can not be reached, in words for the report."""


@dataclass(frozen=True)
class _Place:
    """Where to connect: the address was looked up once and is the one that is used."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str


def problem_outside(address: str) -> str:
    """What is wrong with an address on another site; empty if somebody answers there."""
    try:
        for _step in range(REDIRECTS_MAX + 1):
            status, location = _ask(address)
            if not location:
                return _verdict(status)
            address = urljoin(address, location)
    except Unreachable as reason:
        return str(reason)
    return _("It redirects without end.")


def _verdict(status: int) -> str:
    if status < _REFUSED_FROM or status in _LOCKED:
        return ""
    if status >= _SERVER_ERROR_FROM:
        return _("The server fails (%(status)s).") % {"status": status}
    return _("The server answers %(status)s.") % {"status": status}


def _ask(address: str) -> tuple[int, str]:
    """Status and place of a redirect; asks for the text only where a short question is refused."""
    place = _find(address)
    status, location = _send(place, "HEAD")
    if status >= _REFUSED_FROM:
        status, location = _send(place, "GET")
    return status, location if _REDIRECT_FROM <= status < _REFUSED_FROM else ""


def _find(address: str) -> _Place:
    """Look the host up, and refuse whatever is not a public place of the web."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Unreachable(_("This is no address.")) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Unreachable(_("This is no address of the web."))
    if port not in (None, *_PORTS.values()):
        raise Unreachable(_("Only the usual ports of the web are asked."))
    port = port or _PORTS[parts.scheme]
    try:
        found = getaddrinfo(parts.hostname, port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("There is no such host.")) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(ip) for ip in addresses):
        raise Unreachable(_("It leads into a private network."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(parts.scheme, parts.hostname, port, addresses[0], target)


def _is_public(ip: str) -> bool:
    """Whether the address belongs to the whole world; an IPv4 address inside IPv6 is unpacked."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return address.is_global and not address.is_multicast


def _send(place: _Place, method: str) -> tuple[int, str]:
    """One request without a body; nothing of the answer's text is read."""
    connection = _connect(place)
    try:
        connection.request(
            method,
            place.target,
            headers={
                "User-Agent": f"Stoa link check (+{settings.STOA_BASE_URL})",
                "Accept": "*/*",
                "Connection": "close",
            },
        )
        response = connection.getresponse()
        return response.status, response.getheader("Location", "")
    except ssl.SSLError as error:
        raise Unreachable(_("Its certificate is not valid.")) from error
    except TimeoutError as error:
        raise Unreachable(_("It does not answer in time.")) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_("It can not be reached.")) from error
    finally:
        connection.close()


def _connect(place: _Place) -> http.client.HTTPConnection:
    """A connection to the address that was checked, whatever the name leads to by now."""
    if place.scheme == "https":
        return _PinnedHTTPSConnection(place)
    return _PinnedHTTPConnection(place)


class _PinnedHTTPConnection(http.client.HTTPConnection):
    def __init__(self, place: _Place) -> None:
        super().__init__(place.host, place.port, timeout=TIMEOUT_SECONDS)
        self._ip = place.ip

    def connect(self) -> None:
        self.sock = create_connection((self._ip, self.port), TIMEOUT_SECONDS)


class _PinnedHTTPSConnection(http.client.HTTPSConnection):
    def __init__(self, place: _Place) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(place.host, place.port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._ip = place.ip

    def connect(self) -> None:
        raw = create_connection((self._ip, self.port), TIMEOUT_SECONDS)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)

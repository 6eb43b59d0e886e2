"""Connecting to an address that somebody wrote, without being led into our own network.

The name is looked up once, every address that it has must be public, and the connection goes to
the address that was checked, whatever the name leads to by then.
"""

import ipaddress
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from socket import SOCK_STREAM, create_connection, getaddrinfo
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

_PORTS: Final = {"http": 80, "https": 443}


class Unreachable(Exception):
    """Why an address can not be reached, in words for a report."""


@dataclass(frozen=True)
class Place:
    """Where to connect: the address was looked up once and is the one that is used."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str


def find_place(address: str) -> Place:
    """Look the host up; raises `Unreachable` for whatever is not a public place of the web."""
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
    return Place(parts.scheme, parts.hostname, port, addresses[0], target)


def connection_to(place: Place, *, timeout: float) -> HTTPConnection:
    """A connection, not yet open, to the address that was checked; `timeout` in seconds."""
    kind = _PinnedHTTPSConnection if place.scheme == "https" else _PinnedHTTPConnection
    return kind(place, timeout)


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


class _PinnedHTTPConnection(HTTPConnection):
    def __init__(self, place: Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self._ip = place.ip

    def connect(self) -> None:
        self.sock = create_connection((self._ip, self.port), self.timeout)


class _PinnedHTTPSConnection(HTTPSConnection):
    def __init__(self, place: Place, timeout: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(place.host, place.port, timeout=timeout, context=self._tls)
        self._ip = place.ip

    def connect(self) -> None:
        raw = create_connection((self._ip, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)

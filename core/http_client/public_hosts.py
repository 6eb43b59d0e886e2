"""Connecting to a URL that somebody wrote, without being led into our own network.

The name is looked up once, every IP address of it must be public, and the connection goes to
the IP address that was checked, whatever the name leads to by then.
"""

import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM, create_connection, getaddrinfo
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.http_client.deadline import Deadline, TimedSocket, TimedTlsSocket

_PORTS: Final = {"http": 80, "https": 443}
_GLOBAL_UNICAST: Final = ip_network("2000::/3")
_TRANSLATED: Final = ip_network("64:ff9b::/96")
"""How an IPv4 address looks to a machine that has IPv6 alone."""

_NO_PLACES: Final = tuple(
    ip_network(text)
    for text in (
        "2001::/32",  # Teredo, and
        "2002::/16",  # 6to4: old tunnels, which may lead anywhere
        "3fff::/20",  # for examples in books
        "192.88.99.0/24",  # where 6to4 went in
    )
)
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
"""The third quarter of an IPv6 address whose last is an IPv4 address of a tunnel."""


class Unreachable(Exception):
    """Why a URL cannot be reached, in words for a report."""


@dataclass(frozen=True)
class ResolvedHost:
    """Where to connect: the IP address was looked up once and is the one that is used."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str


def resolve_host(url: str, deadline: Deadline) -> ResolvedHost:
    """Look the host up; raises `Unreachable` for whatever is not a public place of the web."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Unreachable(_("This is not a URL.")) from error
    if parts.scheme not in _PORTS or not host:
        raise Unreachable(_("This is not an http or https URL."))
    if "@" in parts.netloc:
        raise Unreachable(_("A URL with a name or password in it is not asked."))
    if port not in (None, *_PORTS.values()):
        raise Unreachable(_("Only the standard ports (80 and 443) are checked."))
    port = port or _PORTS[parts.scheme]
    try:
        found = deadline.run(lambda: getaddrinfo(host, port, type=SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("There is no such host.")) from error
    ips = [str(entry[4][0]) for entry in found]
    if not ips or not all(is_public(ip) for ip in ips):
        raise Unreachable(_("It leads to a private network."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return ResolvedHost(parts.scheme, host, port, ips[0], target)


def connection_to(resolved: ResolvedHost, deadline: Deadline) -> HTTPConnection:
    """A connection, not yet open, to the IP address that was checked."""
    kind = _PinnedHTTPSConnection if resolved.scheme == "https" else _PinnedHTTPConnection
    return kind(resolved, deadline)


def is_public(ip: str) -> bool:
    """Whether an IP is public; an unknown one is not."""
    try:
        parsed = ip_address(ip)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id:
            return False
        inner = parsed.ipv4_mapped
        if inner is None and parsed in _TRANSLATED:
            inner = IPv4Address(int(parsed) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        is_tunnel = (int(parsed) >> 32) & 0xFFFF_FFFF in _ISATAP
        if parsed not in _GLOBAL_UNICAST or is_tunnel:
            return False
    if any(parsed.version == net.version and parsed in net for net in _NO_PLACES):
        return False
    return parsed.is_global and not parsed.is_multicast


class _PinnedHTTPConnection(HTTPConnection):
    def __init__(self, resolved: ResolvedHost, deadline: Deadline) -> None:
        super().__init__(resolved.host, resolved.port, timeout=deadline.left())
        self._ip, self._deadline = resolved.ip, deadline

    def connect(self) -> None:
        opened = create_connection((self._ip, self.port), self._deadline.left())
        self.sock = TimedSocket(opened.family, opened.type, opened.proto, opened.detach())
        self.sock.settimeout(self._deadline.left())
        self.sock.deadline = self._deadline


class _PinnedHTTPSConnection(HTTPSConnection):
    def __init__(self, resolved: ResolvedHost, deadline: Deadline) -> None:
        self._tls = ssl.create_default_context()
        self._tls.sslsocket_class = TimedTlsSocket
        super().__init__(resolved.host, resolved.port, timeout=deadline.left(), context=self._tls)
        self._ip, self._deadline = resolved.ip, deadline

    def connect(self) -> None:
        raw = create_connection((self._ip, self.port), self._deadline.left())
        raw.settimeout(self._deadline.left())
        wrapped = self._tls.wrap_socket(raw, server_hostname=self.host)
        if isinstance(wrapped, TimedTlsSocket):
            wrapped.deadline = self._deadline
        self.sock = wrapped

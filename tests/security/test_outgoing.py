"""Asking other sites: never our own network, never for longer than said, never in surprise."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.http_client import fetching
from core.http_client import public_hosts as public_web
from core.http_client.client import ask
from core.http_client.deadline import Deadline
from core.http_client.fetching import fetch
from core.http_client.public_hosts import Unreachable, is_public
from kb.models import LinkTarget
from kb.services import links
from kb.services.links import check_links, external_link_problem
from tests.factories import kb

PRIVATE: Final = [
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1"),
    *("::ffff:10.1.2.3", "::ffff:127.0.0.1", "::ffff:0:10.1.2.3", "::10.1.2.3", "::127.0.0.1"),
    *("64:ff9b::10.1.2.3", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1::8.8.8.8"),
    *("2002:a01:203::", "2002:7f00:1::", "2002:808:808::", "2001::1", "2001:0:4136:e378::f5fe"),
    *("2001:db8::1", "3fff::1", "2001:10::1", "5f00::1", "100::1", "2606:4700::5efe:a01:203"),
    *("2606:4700::200:5efe:10.0.0.1", "4000::1", "nonsense", "", "1.2.3"),
]
PUBLIC: Final = [
    *("8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::8a"),
    *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_what_is_not_known_to_belong_to_the_world_is_not_asked(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_the_world_is_asked(ip: str) -> None:
    assert is_public(ip)


@given(st.integers(0, 2**32 - 1))
def test_no_way_to_write_a_private_ipv4_address_as_ipv6_passes(number: int) -> None:
    inner = IPv4Address(number)
    if inner.is_global and not inner.is_multicast:
        return
    clothes = ("::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:0:0")
    written = [int(IPv6Address(before)) | number for before in clothes]
    written += [int(IPv6Address("2002::")) | number << 80, int(IPv6Address("2001::")) | number]
    written += [int(IPv6Address("2001::")) | number ^ 0xFFFF_FFFF]
    assert not any(is_public(str(IPv6Address(ip))) for ip in written)


@given(st.integers(0, 2**128 - 1))
def test_only_the_global_part_of_ipv6_is_public(number: int) -> None:
    ip = IPv6Address(number)
    known = ip in ip_network("2000::/3") or ip.ipv4_mapped is not None
    assert known or ip in ip_network("64:ff9b::/96") or not is_public(str(ip))


Talk = Callable[[socket.socket], None]


@pytest.fixture
def talking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Talk | bytes], None]]:
    """Set what a site on a public IP address says to everybody who connects."""
    says: list[Talk] = []
    server = socket.create_server(("127.0.0.1", 0))
    real_connect = socket.create_connection

    def serve() -> None:
        while True:
            try:
                client, _ip = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=[client], daemon=True).start()

    def answer(client: socket.socket) -> None:
        with client:
            try:
                client.recv(4096)
                says[0](client)
            except OSError:
                pass

    def look_up(host: str, port: int, **kwargs: Any) -> list[Any]:
        if not host.endswith(".example"):
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        assert place[0] == "93.184.216.34"
        return real_connect(server.getsockname(), timeout)

    def say(what: Talk | bytes) -> None:
        says[:] = [what if callable(what) else lambda client: client.sendall(what)]

    monkeypatch.setattr(public_web, "getaddrinfo", look_up)
    monkeypatch.setattr(public_web, "create_connection", connect)
    monkeypatch.setattr(links, "PAUSE_SECONDS", 0.0)
    threading.Thread(target=serve, daemon=True).start()
    yield say
    server.close()


LOCATIONS: Final = [
    b"http://[", b"http://[::1", b"http://]/", b"//", b"http://", b"http:///x", b"\xff\xfe",
    b"http://a b/", b"http://shop.example:99999/", b"http://shop.example:x/", b"javascript:x",
    b"http://\xc4\x85.example/", b"http://" + b"a" * 300 + b".example/", b"http://shop.example/\x01",
    b"http://a..example/", b"file:///etc/passwd", b"http://xn--\xff.example", b"/" + b"x" * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("location", LOCATIONS)
def test_a_malformed_redirect_is_a_result(location: bytes, talking: Any) -> None:
    talking(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")
    assert external_link_problem("http://shop.example/a") != ""
    with pytest.raises(Unreachable):
        ask("ftp://shop.example/", deadline=Deadline(1))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\r\n\r\n",
        b"no HTTP at all",
        b"HTTP/1.1 abc Found\r\n\r\n",
        b"HTTP/1.1 999999 Found\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_a_result(said: bytes, talking: Any) -> None:
    talking(said)
    assert external_link_problem("http://shop.example/a") != ""


def drip(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        client.sendall(b"X")
        time.sleep(0.05)


def continue_for_ever(client: socket.socket) -> None:
    for _ in range(100):
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.05)


def text_by_bytes(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(100):
        client.sendall(b"x")
        time.sleep(0.05)


def redirect_slowly(client: socket.socket) -> None:
    time.sleep(0.15)
    client.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("talk", [drip, continue_for_ever, redirect_slowly])
def test_one_deadline_holds_for_the_whole_exchange(
    talk: Talk, talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "TIMEOUT_SECONDS", 0.4)
    talking(talk)
    started = time.monotonic()
    assert external_link_problem("http://shop.example/a") == "It does not answer in time."
    assert time.monotonic() - started < 2


def test_a_text_that_comes_byte_by_byte_is_given_up(talking: Any) -> None:
    talking(text_by_bytes)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        ask("http://shop.example/a", deadline=Deadline(0.4), limit=1000)
    assert time.monotonic() - started < 2


def test_a_name_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_web, "getaddrinfo", lambda *args, **kwargs: time.sleep(3))
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(Unreachable):
        fetch("https://shop.example/a.png", 1000)
    assert time.monotonic() - started < 2


@pytest.mark.django_db
def test_one_bad_site_does_not_stop_the_check_of_the_other_links(
    talking: Any, settings: Any
) -> None:
    settings.STOA_CHECK_LINKS = True
    kb.article(body_markdown="[a](http://a.example/x) [b](http://b.example/y)\n\nWords.")
    talking(b"HTTP/1.1 301 Moved\r\nLocation: http://[\r\n\r\n")
    assert check_links() == "2 links checked, 0 dead"
    assert set(LinkTarget.objects.values_list("state", flat=True)) == {"failing"}


@pytest.mark.parametrize(
    "place",
    [
        *("shop.example:0", "shop.example:22", "shop.example:8080", "shop.example:44300"),
        *("shop.example:x", "shop.example:-1", "shop.example:99999", "shop.example:٨٠"),
        *("me@shop.example", "me:secret@shop.example", "@shop.example", ":@shop.example"),
        *("shop.example@evil.example", "a\\@shop.example"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_odd_port_and_nobody_s_password_is_taken_along(
    scheme: str, place: str, talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*args: Any) -> socket.socket:
        pytest.fail("somebody was asked")

    monkeypatch.setattr(public_web, "create_connection", connect)
    with pytest.raises(Unreachable):
        ask(f"{scheme}://{place}/", deadline=Deadline(1))


def looked_up(monkeypatch: pytest.MonkeyPatch, *turns: list[str]) -> None:
    """Answer each look-up with the next of these lists of IP addresses; the last one stays."""
    left = list(turns)

    def look_up(host: str, port: int, **kwargs: Any) -> list[Any]:
        ips = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(public_web, "getaddrinfo", look_up)


HERE: Final = "93.184.216.34"
OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def test_the_connection_goes_where_the_only_look_up_led(
    talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talking(OK)
    looked_up(monkeypatch, [HERE], ["10.0.0.1"])
    answer = ask("http://shop.example/", deadline=Deadline(5), limit=10)
    assert answer.content == b"hi"
    with pytest.raises(Unreachable, match="private"):
        ask("http://shop.example/", deadline=Deadline(5), limit=10)


@pytest.mark.parametrize("other", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_one_private_ip_among_several_is_enough_to_refuse(
    other: str, talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talking(OK)
    for ips in ([HERE, other], [other, HERE]):
        looked_up(monkeypatch, ips)
        with pytest.raises(Unreachable, match="private"):
            ask("http://shop.example/", deadline=Deadline(5))


def test_a_redirect_to_a_name_that_turned_private_is_refused(
    talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talking(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
    looked_up(monkeypatch, [HERE], ["192.168.0.1"])
    assert external_link_problem("http://shop.example/a") == "It leads to a private network."


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "0"),
        *("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "①27.0.0.1"),
    ],
)
def test_a_redirect_into_our_own_network_is_refused(
    inside: str, talking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_look_up = public_web.getaddrinfo

    def look_up(host: str, port: int, **kwargs: Any) -> list[Any]:
        if host.endswith(".example"):
            return fake_look_up(host, port, **kwargs)
        return socket.getaddrinfo(host, port, **kwargs)

    monkeypatch.setattr(public_web, "getaddrinfo", look_up)
    location = f"http://{inside}/".encode()
    talking(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")
    assert external_link_problem("http://shop.example/a") in {
        *("It leads to a private network.", "There is no such host.", "This is not a URL."),
        "It can not be reached.",
    }


@pytest.mark.parametrize("head", [b"", b"Content-Length: 99999999999\r\n"])
def test_of_a_huge_text_no_more_is_read_than_asked_for(head: bytes, talking: Any) -> None:
    sent: list[int] = []

    def without_end(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        for _ in range(2000):
            client.sendall(b"x" * 65_536)
            sent.append(65_536)

    talking(without_end)
    with pytest.raises(Unreachable, match="too large"):
        ask("http://shop.example/a", deadline=Deadline(5), limit=100_000)
    assert sum(sent) < 20_000_000


def test_a_huge_text_in_chunks_is_not_read_either(talking: Any) -> None:
    talking(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"FFFFFFFFFFFF\r\n"
        + b"x" * 200_000
    )
    with pytest.raises(Unreachable, match="too large"):
        ask("http://shop.example/a", deadline=Deadline(5), limit=100_000)

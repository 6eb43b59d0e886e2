"""How often somebody may do something. The table is `settings.STOA_RATE_LIMIT_RULES`."""

import math
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as memoize
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from core import counters
from core.errors import RateLimited

if TYPE_CHECKING:
    from core.http import User

NEW_MEMBER_PERIOD: Final = timedelta(days=1)
UNIT_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "day": 86_400}
IPV6_PREFIX: Final = 64
RULE: Final = re.compile(r"(\d+)/(\d*)(s|min|h|day)")

_network: ContextVar[str] = ContextVar("network", default="")


@dataclass(frozen=True)
class Rule:
    """At most `count` times in `seconds`."""

    count: int
    seconds: int


@memoize
def parse_rule(text: str) -> Rule:
    """Read "3/day" or "1/120s"."""
    match = RULE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate limit like 3/day or 1/120s")
    count, factor, unit = match.groups()
    return Rule(count=int(count), seconds=int(factor or 1) * UNIT_SECONDS[unit])


def check_rate(
    *, actor_or_key: "User | str", action: str, scope: str = "", refusal: str = ""
) -> None:
    """Count one `action` and raise RateLimited when it is one too many; `refusal` says of what.

    `actor_or_key` is a person, or a key such as a network for those who are not signed in.
    `scope` narrows the count, for example to one thread. Staff are not limited. Those who are
    new are counted by their network as well: many accounts of one network are one stranger.
    """
    if settings.STOA_RATE_LIMITS == "off":
        return
    if not isinstance(actor_or_key, str) and actor_or_key.is_staff:
        return
    table = settings.STOA_RATE_LIMIT_RULES[action]
    level = _level(actor_or_key)
    counted = [(text, f"{_name(actor_or_key)}|{scope}") for text in table.get(level, [])]
    if level == "new" and (network := _network.get()):
        counted += [(text, f"n{network}") for text in table.get("network", [])]
    for text, who in counted:
        _count(parse_rule(text), f"rate:{action}:{who}", refusal)


def _level(actor_or_key: "User | str") -> str:
    if isinstance(actor_or_key, str):
        return "anonymous"
    is_new = timezone.now() - actor_or_key.date_joined < NEW_MEMBER_PERIOD
    return "new" if is_new else "normal"


def _name(actor_or_key: "User | str") -> str:
    return f"k{actor_or_key}" if isinstance(actor_or_key, str) else f"u{actor_or_key.pk}"


def _count(rule: Rule, key: str, refusal: str) -> None:
    used, end = counters.count(f"{key}:{rule.seconds}", seconds=rule.seconds)
    if used > rule.count:
        seconds = max(1, math.ceil(end - time.time()))
        message = f"{refusal} {wait_message(seconds)}" if refusal else wait_message(seconds)
        raise RateLimited(message, retry_after=seconds)


def wait_message(seconds: int) -> str:
    """Say when to try again, in the unit people would use."""
    if seconds < UNIT_SECONDS["min"] * 2:
        return ngettext(
            "That was too often. Try again in %(n)d second.",
            "That was too often. Try again in %(n)d seconds.",
            seconds,
        ) % {"n": seconds}
    if seconds >= UNIT_SECONDS["h"] * 2:
        hours = math.ceil(seconds / UNIT_SECONDS["h"])
        return ngettext(
            "That was too often. Try again in %(n)d hour.",
            "That was too often. Try again in %(n)d hours.",
            hours,
        ) % {"n": hours}
    minutes = math.ceil(seconds / UNIT_SECONDS["min"])
    return ngettext(
        "That was too often. Try again in %(n)d minute.",
        "That was too often. Try again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}


def client_ip(request: HttpRequest) -> str:
    """Return the IP address of the client, past the proxies we trust (STOA_PROXY_COUNT)."""
    trusted = settings.STOA_PROXY_COUNT
    if trusted:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= trusted and (ip := _ip_in(hops[-trusted])):
            return ip
    return str(request.META.get("REMOTE_ADDR", ""))


def _ip_in(hop: str) -> str:
    """Return the IP address in a hop, which may have a port; "" where there is none."""
    host = hop.removeprefix("[").partition("]")[0] if hop.startswith("[") else hop
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


def network_of(ip: str) -> str:
    """Return what one household has: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ip_address(ip.partition("%")[0])
    except ValueError:
        return ip
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)


def client_network(request: HttpRequest) -> str:
    """Return what a visitor is counted by; nothing that their browser chooses."""
    return network_of(client_ip(request))


def note_network(network: str) -> None:
    """Say from where what follows is asked; see `check_rate`."""
    _network.set(network)


def rate_key(request: HttpRequest) -> "User | str":
    """Return what to count a request by: the signed-in person, else the network."""
    user = request.user
    return user if user.is_authenticated else f"ip:{client_network(request)}"

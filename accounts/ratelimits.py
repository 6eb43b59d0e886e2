"""How often somebody may do something. The table is `settings.STOA_RATE_LIMIT_RULES`."""

import hashlib
import math
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as memoize
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.errors import RateLimited
from accounts.models import User

NEW_MEMBER_PERIOD: Final = timedelta(days=1)
UNIT_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "day": 86_400}
RULE: Final = re.compile(r"(\d+)/(\d*)(s|min|h|day)")


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


def check_rate(*, actor_or_key: User | str, action: str, scope: str = "") -> None:
    """Count one `action` and raise RateLimited when it is one too many.

    `actor_or_key` is a person, or a key such as a network address for those who are not signed
    in. `scope` narrows the count, for example to one thread. Staff are not limited.
    """
    if settings.STOA_RATE_LIMITS == "off":
        return
    if isinstance(actor_or_key, User) and actor_or_key.is_staff:
        return
    for rule in _rules_for(actor_or_key, action):
        _count(rule, _cache_key(actor_or_key, action, scope, rule))


def _rules_for(actor_or_key: User | str, action: str) -> list[Rule]:
    table = settings.STOA_RATE_LIMIT_RULES[action]
    if isinstance(actor_or_key, str):
        level = "anonymous"
    elif timezone.now() - actor_or_key.date_joined < NEW_MEMBER_PERIOD:
        level = "new"
    else:
        level = "normal"
    return [parse_rule(text) for text in table.get(level, [])]


def _cache_key(actor_or_key: User | str, action: str, scope: str, rule: Rule) -> str:
    who = f"u{actor_or_key.pk}" if isinstance(actor_or_key, User) else f"k{actor_or_key}"
    digest = hashlib.sha256(f"{who}|{scope}".encode()).hexdigest()[:32]
    return f"rate:{action}:{rule.seconds}:{digest}"


def _count(rule: Rule, key: str) -> None:
    now = time.time()
    if cache.add(key, 1, timeout=rule.seconds):
        cache.set(f"{key}:end", now + rule.seconds, timeout=rule.seconds)
        return
    try:
        used = cache.incr(key)
    except ValueError:  # expired between the two calls
        cache.set(key, 1, timeout=rule.seconds)
        return
    if used > rule.count:
        end = cache.get(f"{key}:end", now + rule.seconds)
        seconds = max(1, math.ceil(end - now))
        raise RateLimited(_message(seconds), retry_after=seconds)


def _message(seconds: int) -> str:
    if seconds < UNIT_SECONDS["min"] * 2:
        return ngettext(
            "That was too often. Try again in %(n)d second.",
            "That was too often. Try again in %(n)d seconds.",
            seconds,
        ) % {"n": seconds}
    minutes = math.ceil(seconds / UNIT_SECONDS["min"])
    return ngettext(
        "That was too often. Try again in %(n)d minute.",
        "That was too often. Try again in %(n)d minutes.",
        minutes,
    ) % {"n": minutes}


def client_address(request: HttpRequest) -> str:
    """Return the network address of the client, past the proxies we trust (STOA_PROXY_COUNT)."""
    trusted = settings.STOA_PROXY_COUNT
    if trusted:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= trusted and hops[-trusted]:
            return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def rate_key(request: HttpRequest) -> User | str:
    """Return what to count a request by: the signed-in person, else the address."""
    user = request.user
    return user if isinstance(user, User) else f"ip:{client_address(request)}"

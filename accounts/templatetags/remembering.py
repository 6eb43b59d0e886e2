"""Parts of pages that are remembered in the process for as long as they stay the same."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from secrets import token_hex
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_PARTS: Final = 3_000
SECONDS: Final = 60
"""Parts say how long ago things happened, so none is kept for longer."""

# What differs in every answer stands in a remembered part as a mark that nobody can guess.
CSRF_MARK: Final = f"csrf{token_hex(16)}"
SUBMISSION_MARK: Final = f"submission{token_hex(16)}"
SUBMISSION_VARIABLE: Final = "remembered_submission_key"


class Memory:
    """The parts used last; safe for threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._parts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> str | None:
        """Return a part, and count that as a use."""
        with self._lock:
            part = self._parts.get(key)
            if part is not None:
                self._parts.move_to_end(key)
            return part

    def put(self, key: Hashable, part: str) -> None:
        """Keep a part; the one not used for longest makes room."""
        with self._lock:
            self._parts[key] = part
            if len(self._parts) > self._size:
                self._parts.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._parts.clear()


memory = Memory(MOST_PARTS)


@register.tag
def remember(parser: Parser, token: Token) -> "RememberNode":
    """Render a part once for equal values: `{% remember post standing %}...{% endremember %}`.

    The values must be everything that the part shows, apart from the language, the CSRF token
    and `{% submission_key %}`, which are seen to. They must be hashable and compare by content.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, values)


class RememberNode(Node):
    """A part of a page with the values it depends on."""

    def __init__(self, nodelist: NodeList, values: Sequence[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values

    def render(self, context: Context) -> SafeString:
        """Return the part, rendered now or in the last minute."""
        if not settings.STOA_REMEMBER_PARTS:
            return self.nodelist.render(context)
        minute = int(timezone.now().timestamp()) // SECONDS
        values = (value.resolve(context) for value in self.values)
        key = (id(self), get_language(), minute, *values)
        part = memory.get(key)
        if part is None:
            marks: dict[str, Any] = {
                "csrf_token": CSRF_MARK,
                SUBMISSION_VARIABLE: SUBMISSION_MARK,
            }
            with context.push(**marks):
                part = self.nodelist.render(context)
            memory.put(key, part)
        return SafeString(_filled(part, context))


def _filled(part: str, context: Context) -> str:
    """Put this answer's own token and a fresh key in the place of the marks."""
    if CSRF_MARK in part:
        part = part.replace(CSRF_MARK, str(context.get("csrf_token", "")))
    while SUBMISSION_MARK in part:
        part = part.replace(SUBMISSION_MARK, str(uuid4()), 1)
    return part

"""Hostile texts made from a pattern itself: its own pieces, repeated, and then not ended."""

import re
import time
from collections.abc import Callable, Iterator
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any, Final

SIZE: Final = 4_000
SECONDS_LOOKED_AT: Final = 0.012
"""What takes longer for `SIZE` signs is measured again with more of them."""

GROWTH_MAX: Final = 8.0
"""Four times the text may take four times the time; sixteen times is what quadratic work takes."""

_ENDS: Final = ("", "\x00", "!", "\n", "x")
_REPEATS: Final = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SAMPLES: Final = "a0 _-.:/<>[]()|`*~#&;=\"'\n\t\u00e9"


def hostile_texts(pattern: "re.Pattern[str]", size: int) -> list[str]:
    """Texts of about a size that make a careless pattern try again and again."""
    return list(_hostile_texts(pattern, size))


def _hostile_texts(pattern: "re.Pattern[str]", size: int) -> Iterator[str]:
    tree = sre_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    pieces = {piece for piece in _pieces(list(tree)) if piece[1]}
    for before, repeated in sorted(pieces):
        body = repeated * (size // len(repeated) + 1)
        for end in _ENDS:
            yield before + body[:size] + end
        if before:
            yield (before + repeated) * (size // len(before + repeated))
            yield before * (size // len(before))
    for sign in _SAMPLES:
        yield sign * size + "\x00"


def _pieces(nodes: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Each repeated part of a pattern with what comes before it; the whole as well."""
    start = before
    for node in nodes:
        kind, value = node
        name = str(kind)
        if name in _REPEATS:
            body = _sample([*value[2]])
            yield before, body
            yield "", body
            yield from _pieces([*value[2]], before)
        elif name == "SUBPATTERN":
            yield from _pieces([*value[-1]], before)
        elif name == "ATOMIC_GROUP":
            yield from _pieces([*value], before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _pieces([*branch], before)
                yield before, _sample([*branch])
        before += _sample([node])
    yield "", before.removeprefix(start)


def _sample(nodes: list[Any]) -> str:
    """A text that the nodes match, or nearly."""
    parts: list[str] = []
    for kind, value in nodes:
        match str(kind):
            case "LITERAL":
                parts.append(chr(value))
            case "NOT_LITERAL":
                parts.append(next(sign for sign in _SAMPLES if ord(sign) != value))
            case "ANY":
                parts.append("a")
            case "IN":
                parts.append(_member(value))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                parts.append(_sample([*value[2]]) * max(1, min(value[0], 50)))
            case "SUBPATTERN":
                parts.append(_sample([*value[-1]]))
            case "ATOMIC_GROUP":
                parts.append(_sample([*value]))
            case "BRANCH":
                parts.append(_sample([*value[1][0]]))
    return "".join(parts)


def _member(items: list[Any]) -> str:
    """A sign of a set."""
    if items[0][0] == kinds.NEGATE:
        return next((sign for sign in _SAMPLES if not _holds(items[1:], sign)), "\u20ac")
    kind, value = items[0]
    match str(kind):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(value[0])
    return next((sign for sign in _SAMPLES if _holds(items, sign)), "a")


def _holds(items: list[Any], sign: str) -> bool:
    for kind, value in items:
        match str(kind):
            case "LITERAL" if ord(sign) == value:
                return True
            case "RANGE" if value[0] <= ord(sign) <= value[1]:
                return True
            case "CATEGORY" if _CATEGORIES[str(value)](sign):
                return True
    return False


_CATEGORIES: Final[dict[str, Callable[[str], bool]]] = {
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda sign: not sign.isspace(),
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_NOT_DIGIT": lambda sign: not sign.isdigit(),
    "CATEGORY_WORD": lambda sign: sign.isalnum() or sign == "_",
    "CATEGORY_NOT_WORD": lambda sign: not (sign.isalnum() or sign == "_"),
}


def seconds_of(work: Callable[[], object]) -> float:
    """The processor time of some work; waiting for other processes does not count."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def grows_too_fast(work: Callable[[int], object], size: int, looked_at: float) -> bool:
    """Whether four times the size takes clearly more than four times the time."""
    if seconds_of(lambda: work(size)) < looked_at:
        return False
    short = min(seconds_of(lambda: work(size)) for _ in range(2))
    long = min(seconds_of(lambda: work(size * 4)) for _ in range(2))
    return long > looked_at * 8 and long / short > GROWTH_MAX

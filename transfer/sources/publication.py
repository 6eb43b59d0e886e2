"""Decide whether an article of a source is public. In doubt, it is a draft."""

import datetime
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from django.utils import timezone

_YES: Final = frozenset({"true", "yes", "on", "y", "1"})
_NO: Final = frozenset({"false", "no", "off", "n", "0"})
_HIDING: Final = (
    "draft",
    "isdraft",
    "wip",
    "private",
    "hidden",
    "unlisted",
    "headless",
    "archived",
)
"""Flags that hide a page. Capitals, `_` and `-` make no difference."""

_SHOWING: Final = ("published", "publish", "public", "live", "ispublished")
_STATES: Final = ("status", "state", "visibility")
_SHOWN_STATES: Final = frozenset(
    {"published", "publish", "public", "live", "online", "active", "released", "release", "final"}
    | {"stable", "current", "visible", "approved", "verified", "done", "complete", "completed"}
    | {"new", "updated", "deprecated", "beta", "experimental"}
)
_STARTS: Final = ("date", "publishdate", "publishon", "publishat", "publisheddate", "pubdate")
_ENDS: Final = ("expirydate", "expires", "expireson", "unpublishdate", "unpublishon")
_FORMATS: Final = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y"),
    *("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y-%m", "%Y", "%Y%m%d"),
)
_CLOCK: Final = re.compile(r"(?<!\s)\s++(?:at\s++)?\d{1,2}:\d\d(?s:.*)\Z")


def reasons_for_draft(written: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Whether an article becomes a draft, and the reasons for the report.

    An explicit draft needs no reason. An article that is only possibly a draft needs one.
    """
    named = {_plain_name(name): value for name, value in written.items()}
    is_plain = any(_word(named.get(name)) in _YES for name in _HIDING)
    is_plain |= any(_word(named.get(name)) in _NO for name in _SHOWING)
    doubtful = [name for name in _HIDING if _is_odd(named, name)]
    doubtful += [name for name in _SHOWING if _is_odd(named, name) and not _past(named[name])]
    doubtful += [
        name for name in _STATES if name in named and _word(named[name]) not in _SHOWN_STATES
    ]
    doubtful += [name for name in _STARTS if name in named and not _past(named[name])]
    doubtful += [name for name in _ENDS if name in named and not _ahead(named[name])]
    if _is_never_built(named.get("build")):
        doubtful.append("build")
    return is_plain or bool(doubtful), [f"{name}: {named[name]}" for name in doubtful]


def _is_never_built(build: Any) -> bool:
    """Whether the build options of Hugo exclude the page."""
    return isinstance(build, Mapping) and any(
        _word(build.get(name)) in ("never", "false") for name in ("render", "list")
    )


def is_published_word(word: str) -> bool:
    """Whether a table cell marks its row as published. Only a clear yes does."""
    return word.strip().lower() in _YES | _SHOWN_STATES


def _plain_name(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.lower())


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip().strip("\"'").lower()


def _is_odd(named: Mapping[str, Any], name: str) -> bool:
    """Whether a flag is set to neither yes nor no."""
    return name in named and _word(named[name]) not in _YES | _NO


def _past(value: Any) -> bool:
    moments = _moments(value)
    return bool(moments) and all(moment <= timezone.now() for moment in moments)


def _ahead(value: Any) -> bool:
    moments = _moments(value)
    return bool(moments) and all(moment > timezone.now() for moment in moments)


def _moments(value: Any) -> list[datetime.datetime]:
    """All times that a value can mean: two for `03/04/2030`, none for other words."""
    text = str(value or "").strip()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        text = value.isoformat()
    for read in (datetime.datetime.fromisoformat, parsedate_to_datetime, _spaced_offset):
        try:
            return [_aware(read(text))]
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    found = []
    for candidate in (_CLOCK.sub("", text), text[:10]):
        for form in _FORMATS:
            try:
                found.append(_aware(datetime.datetime.strptime(candidate, form)))
            except ValueError:
                continue
    return found


def _spaced_offset(text: str) -> datetime.datetime:
    """Parse Jekyll's format, `2030-01-02 10:00:00 +0200`."""
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")


def _aware(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo else timezone.make_aware(moment)

"""Notices that can take back what they tell of.

Django's messages carry text and one extra tag. The tag made here names the URL that undoes
the action; the notice then shows a button for it.
"""

from typing import Final

UNDO: Final = "undo:"


def undo_tag(url: str) -> str:
    """Return the extra tag of a message that can be undone at `url`."""
    return f"{UNDO}{url}"


def undo_url(extra_tags: str | None) -> str:
    """Return where the message's action is undone, or nothing."""
    tags = extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""

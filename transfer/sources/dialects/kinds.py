"""Map the kinds of notes of other programs to Stoa's, and list attributes with text."""

from collections.abc import Mapping
from typing import Final

_KINDS: Final = {
    "note": "note info seealso remark information primary secondary default",
    "tip": "tip hint success check",
    "warning": "warning caution danger attention important error warn alert",
}
_TITLED: Final = {
    "note": "abstract summary tldr todo question help faq example quote cite key security new"
    " assumption definition theorem nb",
    "tip": "done answer solution recommendation",
    "warning": "failure fail missing bug critical deprecated breaking",
}
"""Kinds that become one of Stoa's kinds, with their own name as title."""

OURS: Final = {
    name: kind
    for kinds in (_KINDS, _TITLED)
    for kind, names in kinds.items()
    for name in names.split()
}
_NAMED: Final = frozenset(name for names in _TITLED.values() for name in names.split())


_HEADS: Final = ("title", "header", "heading", "label", "summary")
_WORDS: Final = frozenset({*_HEADS, "text", "caption", "description", "subtitle"})
"""Attributes whose values readers see as text in any component."""


def reader_words(values: Mapping[str, str], *told: str) -> list[tuple[str, bool]]:
    """What attributes say to readers, in order, and whether it is a title; not what was `told`."""
    found: dict[str, bool] = {}
    for name, value in values.items():
        words = " ".join(value.split()).replace("<", "&lt;")
        if name.lower() in _WORDS and words and value not in told:
            found.setdefault(words, name.lower() in _HEADS)
    return list(found.items())


def title_of_kind(kind: str) -> str:
    """The title of a note whose kind Stoa does not have."""
    return kind.replace("-", " ").replace("_", " ").capitalize() if kind in _NAMED else ""

"""The kinds of notes that sites know, and which of ours each becomes."""

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
"""These become one of our kinds, with their own name above the text."""

OURS: Final = {
    name: kind
    for kinds in (_KINDS, _TITLED)
    for kind, names in kinds.items()
    for name in names.split()
}
_NAMED: Final = frozenset(name for names in _TITLED.values() for name in names.split())


def title_of_kind(kind: str) -> str:
    """What stands above a note whose kind has no name of ours."""
    return kind.replace("-", " ").replace("_", " ").capitalize() if kind in _NAMED else ""

"""Finding articles about the same thing; an app above this one, which can search, lends a hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kb.models.querysets import Reader

Finder: TypeAlias = "Callable[[str, str, Reader], list[int]]"
"""Title, text, and who asks; the numbers of articles, the most alike first."""

_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Add a way to find articles like a text; called in `AppConfig.ready()`."""
    if finder not in _finders:
        _finders.append(finder)


def find_alike(title: str, text: str, reader: "Reader") -> list[int]:
    """Articles about the same as a text, each once."""
    found = (article_id for finder in _finders for article_id in finder(title, text, reader))
    return list(dict.fromkeys(found))

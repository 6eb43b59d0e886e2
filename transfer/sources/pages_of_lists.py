"""Check whether saved API responses contain complete lists or only some pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_LISTS: Final = ("categories", "sections", "articles", "translations", "user_segments", "users")


@dataclass
class _List:
    """Totals of one list, from its saved pages."""

    ids: set[str] = field(default_factory=set)
    count: int = 0
    page_count: int = 0
    pages: set[int] = field(default_factory=set)
    leads_on: int = 0
    is_ended: bool = False
    following: str = ""

    def add(self, rows: list[Any], data: dict[str, Any]) -> None:
        """Add one page."""
        for row in rows:
            if isinstance(row, dict):
                self.ids.add(f"{row.get('id')} {row.get('source_id')} {row.get('locale')}")
        self.count = max(self.count, _number(data.get("count")))
        self.page_count = max(self.page_count, _number(data.get("page_count")))
        self.pages.add(_number(data.get("page")))
        meta, links = data.get("meta"), data.get("links")
        following = data.get("next_page") or (links.get("next") if isinstance(links, dict) else "")
        has_more = isinstance(meta, dict) and meta.get("has_more") is True
        if following or has_more:
            self.leads_on += 1
            self.following = str(following or "")
        else:
            self.is_ended = True

    @property
    def is_whole(self) -> bool:
        """Whether there is no sign of missing rows."""
        numbered = self.pages - {0}
        has_all_pages = not numbered or len(numbered) >= self.page_count
        return (
            len(self.ids) >= self.count and has_all_pages and (self.is_ended or not self.leads_on)
        )


def incomplete_lists(paths: Sequence[Path], read: Callable[[Path], Any]) -> Iterator[str]:
    """Describe for each incomplete list how much of it was saved."""
    found: dict[str, _List] = {}
    for path in paths:
        data = read(path)
        for name in _LISTS:
            rows = data.get(name) if isinstance(data, dict) else None
            if isinstance(rows, list):
                found.setdefault(name, _List()).add(rows, data)
    for name, known in found.items():
        if not known.is_whole:
            total = f" of {known.count}" if known.count > len(known.ids) else ""
            onward = f"; the next page is {known.following}" if known.following else ""
            yield (
                f"{name} were not saved as a whole: {len(known.ids)}{total} are here{onward}."
                " Save the pages that are missing beside the others and run the same command again."
            )


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

"""Read the lists in saved API responses: one JSON file or a folder of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from kb.conversion.context import BadItem
from transfer.sources.folder_files import SYSTEM_FILES

ATTACHMENTS_FOLDER: Final = "attachments"
LISTS: Final = (
    *("articles", "translations", "sections", "categories", "user_segments", "users"),
    "article_attachments",
)
_FILE_MAX_BYTES: Final = 300_000_000

Row = Mapping[str, Any]


@dataclass
class SavedLists:
    """Reads one file at a time and records the errors of each file."""

    path: Path
    damaged: dict[str, str] = field(default_factory=dict, init=False)

    @cached_property
    def files(self) -> list[Path]:
        """All JSON files, including subfolders, without attachments and system files."""
        if self.path.is_file():
            return [self.path]
        found = (path for path in self.path.rglob("*.json") if path.is_file())
        apart = {ATTACHMENTS_FOLDER, *SYSTEM_FILES}
        return sorted(
            path
            for path in found
            if not apart.intersection(path.relative_to(self.path).parts)
            and not path.name.startswith(".")
            and path.resolve().is_relative_to(self.path)
        )

    def key_of(self, path: Path) -> str:
        """The name of a file in this source."""
        return path.name if path == self.path else path.relative_to(self.path).as_posix()

    @cached_property
    def strange(self) -> dict[str, str]:
        """List entries that are not objects."""
        found: dict[str, str] = {}
        for path in self.files:
            data = self.read(path)
            for name in LISTS if isinstance(data, dict) else ():
                rows = data.get(name)
                rows = rows if isinstance(rows, list) else [rows] if name in data else []
                strange = [row for row in rows if not isinstance(row, dict)]
                if strange:
                    what = f"{len(strange)} of its {name} are no objects, such as {strange[0]!r}"
                    found[f"{self.key_of(path)} {name}"] = what[:200]
        return found

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of one list from all files."""
        for path in self.files:
            data = self.read(path)
            rows = data.get(name) if isinstance(data, dict) else None
            if isinstance(data, dict) and name == "articles" and "article" in data:
                rows = [data["article"]]
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, dict):
                    yield row

    def read(self, path: Path) -> Any:
        """The content of a file; empty for a damaged file, which is reported once."""
        try:
            return _read_json(path)
        except BadItem as error:
            self.damaged[self.key_of(path)] = str(error)
            return None


def _read_json(path: Path) -> Any:
    if path.stat().st_size > _FILE_MAX_BYTES:
        raise BadItem(f"is larger than {_FILE_MAX_BYTES // 1_000_000} MB")
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadItem("is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise BadItem(f"is damaged at line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise BadItem("is nested too deep") from error

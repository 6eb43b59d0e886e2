"""Reading `<row …/>` elements of any number in constant memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from transfer.stackexchange.errors import BadRow, ImportFailed

READ_SIZE: Final = 1 << 16
_MAX_INTEGER: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a dump; attributes that are not asked for are ignored."""

    number: int
    values: Mapping[str, str]

    @property
    def size(self) -> int:
        """Return how many characters it holds."""
        return sum(map(len, self.values.values()))

    def text(self, name: str) -> str:
        """Return the attribute, or an empty string."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int | None = None) -> int:
        """Return the attribute as a number; raises `BadRow` if it is none or is missing."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        try:
            number = int(value or "")
        except ValueError:
            raise BadRow(f"{name} is not a number") from None
        if abs(number) > _MAX_INTEGER:
            raise BadRow(f"{name} is not a number")
        return number

    def moment(self, name: str) -> datetime:
        """Return the attribute as a time (UTC); raises `BadRow` if it is none or is missing."""
        if moment := self.optional_moment(name):
            return moment
        raise BadRow(f"{name} is missing")

    def optional_moment(self, name: str) -> datetime | None:
        """Return the attribute as a time (UTC), None without it."""
        value = self.values.get(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise BadRow(f"{name} is not a time") from None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class _CountingFile(RawIOBase):
    """A file that tells how many bytes are read from it."""

    def __init__(self, path: Path, count_bytes: Callable[[int], None]) -> None:
        self._file = path.open("rb", buffering=READ_SIZE)
        self._count_bytes = count_bytes

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._count_bytes(len(data))
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def read_rows(path: Path, root: str, count_bytes: Callable[[int], None]) -> Iterator[Row]:
    """Yield the rows of one file, numbered from 1, forgetting each when the next is asked for.

    Raises `ImportFailed` naming file and row where the XML ends early, is malformed, is not the
    expected kind of file or declares entities.
    """
    number = 0
    try:
        with _CountingFile(path, count_bytes) as file:
            events = iterparse(file, events=("start", "end"), forbid_dtd=True)
            _event, top = next(events)
            if top.tag != root:
                raise ImportFailed(f"{path.name} is no part of a dump: it holds <{top.tag}>.")
            for event, element in events:
                if event == "end" and element.tag == "row":
                    number += 1
                    yield Row(number, dict(element.attrib))
                    top.clear()
    except ParseError as error:
        raise ImportFailed(
            f"{path.name} is malformed or cut off after row {number} ({error})."
            " Whole batches before it are imported; mend the file and run the same command again."
        ) from error
    except DefusedXmlException as error:
        raise ImportFailed(
            f"{path.name} declares a document type or entities, which no dump does;"
            f" it was refused after row {number}."
        ) from error
    except OSError as error:
        raise ImportFailed(f"{path.name} cannot be read after row {number}: {error}.") from error

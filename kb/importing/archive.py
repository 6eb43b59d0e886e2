"""An uploaded file turned into a source: an archive, a table, or answers of an API."""

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from kb.importing.csv_table import CsvTable
from kb.importing.folder import ENDINGS, MarkdownFolder
from kb.importing.items import ImportFailed, Source
from kb.importing.zendesk import ZendeskExport

MAX_FILES: Final = 20_000
MAX_BYTES: Final = 500_000_000
_CHUNK: Final = 1 << 16
_LITTER: Final = ("__MACOSX", ".DS_Store", "Thumbs.db")


def open_upload(file: Path, room: Path, *, name: str, language: str) -> Source:
    """The source that a file holds; `room` is an empty folder for what has to be unpacked.

    Raises `ImportFailed` saying what the file should have been.
    """
    if file.suffix == ".csv":
        return CsvTable(path=file, name=name, language=language)
    if file.suffix == ".json":
        return ZendeskExport(path=file, name=name, language=language)
    unpack(file, room)
    return _source_in(_inner_folder(room), name, language)


def _source_in(folder: Path, name: str, language: str) -> Source:
    from kb.porting.folder import ExportFolder, is_export  # noqa: PLC0415 - it reads this package

    if is_export(folder):
        return ExportFolder(folder=folder, name=name, language=language)
    if any(path.suffix in ENDINGS for path in folder.rglob("*")):
        return MarkdownFolder(folder=folder, name=name, language=language)
    if any(folder.glob("*.json")):
        return ZendeskExport(path=folder, name=name, language=language)
    tables = list(folder.glob("*.csv"))
    if len(tables) == 1:
        return CsvTable(path=tables[0], name=name, language=language)
    raise ImportFailed(
        "The archive holds no Markdown, no saved answers of a Zendesk help centre and no single"
        " CSV table."
    )


def _inner_folder(folder: Path) -> Path:
    """Archives often hold one folder around all others; a folder of articles is a section."""
    inside = list(folder.iterdir())
    if len(inside) != 1 or not inside[0].is_dir():
        return folder
    is_around = any(path.is_dir() or path.suffix not in ENDINGS for path in inside[0].iterdir())
    return inside[0] if is_around else folder


def unpack(file: Path, room: Path) -> None:
    """Unpack an archive that nobody vouches for: no way out of the folder, no bombs, no links."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_FILES:
                raise ImportFailed(f"The archive holds more than {MAX_FILES} files.")
            left = MAX_BYTES
            for member in members:
                left -= _unpack_one(archive, member, room, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise ImportFailed(f"The archive is damaged or of an unknown kind ({error}).") from error
    except OSError as error:
        raise ImportFailed(f"The archive cannot be unpacked ({error.strerror}).") from error


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Path, left: int) -> int:
    """Unpack one file; returns its size."""
    inside = PurePosixPath(member.filename.replace("\\", "/"))
    if set(_LITTER) & set(inside.parts) or stat.S_ISLNK(member.external_attr >> 16):
        return 0
    target = room / inside
    is_odd = not inside.parts or ".." in inside.parts or ":" in inside.parts[0]
    if is_odd or inside.is_absolute():
        raise ImportFailed(f"The archive names a file outside of itself: {member.filename[:100]}.")
    if member.flag_bits & 1:
        raise ImportFailed("The archive is locked with a password.")
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(member) as packed, target.open("wb") as plain:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise ImportFailed(
                    f"Unpacked, the archive is larger than {MAX_BYTES // 1_000_000} MB."
                )
            plain.write(chunk)
    return size


def pack(folder: Path, target: Path) -> None:
    """Put all files of a folder into a new archive."""
    made = shutil.make_archive(str(target.with_suffix("")), "zip", folder)
    Path(made).replace(target)

"""Open an uploaded file as a source: an archive, a table, or saved responses of an API."""

import lzma
import os
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from transfer.importing.items import REFUSED, UNUSED, ImportFailed, Part, Source
from transfer.sources.archive_names import decode_names
from transfer.sources.csv_table import CsvTable
from transfer.sources.folder import MarkdownFolder
from transfer.sources.folder_files import ENDINGS, SYSTEM_FILES
from transfer.sources.own_export import ExportFolder, is_export
from transfer.sources.zendesk import ZendeskExport

MAX_FILES: Final = 20_000
MAX_BYTES: Final = 500_000_000
_CHUNK: Final = 1 << 16
_NAME_BYTES: Final = 255
_DRIVE: Final = re.compile(r"[A-Za-z]:(?:/|\Z)")
_OUTSIDE: Final = "it names a file outside of itself"
_LOCKED: Final = "it is locked with a password"
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError),
    *(NotImplementedError, NotADirectoryError, IsADirectoryError, FileExistsError),
)
"""Exceptions of one damaged file that do not stop the unpacking of the others."""


def open_upload(file: Path, temp_dir: Path, *, name: str, language: str) -> Source:
    """Open a file as a source. `temp_dir` is an empty folder for unpacked files.

    Raises `ImportFailed` with the supported formats if the file has none of them.
    """
    ending = file.suffix.lower()
    if ending == ".csv":
        return CsvTable(path=file, name=name, language=language)
    if ending == ".json":
        return ZendeskExport(path=file, name=name, language=language)
    passed = unpack(file, temp_dir)
    source = _source_in(_inner_folder(temp_dir), name, language)
    source.passed_over = passed
    return source


def _source_in(folder: Path, name: str, language: str) -> Source:
    if is_export(folder):
        return ExportFolder(folder=folder, name=name, language=language)
    if any(folder.glob("articles*.json")):
        return ZendeskExport(path=folder, name=name, language=language)
    if any(path.suffix.lower() in ENDINGS for path in folder.rglob("*")):
        return MarkdownFolder(folder=folder, name=name, language=language)
    if any(folder.rglob("*.json")):
        return ZendeskExport(path=folder, name=name, language=language)
    tables = list(folder.glob("*.csv"))
    if len(tables) == 1:
        return CsvTable(path=tables[0], name=name, language=language)
    raise ImportFailed(
        "The archive holds no Markdown, no saved answers of a Zendesk help centre and no single"
        " CSV table."
    )


def _inner_folder(folder: Path) -> Path:
    """Return the folder with the content: many archives have a single folder at the top."""
    inside = list(folder.iterdir())
    if len(inside) != 1 or not inside[0].is_dir():
        return folder
    holds_all = any(
        path.is_dir() or path.suffix.lower() not in ENDINGS for path in inside[0].iterdir()
    )
    return inside[0] if holds_all else folder


def unpack(file: Path, temp_dir: Path) -> list[Part]:
    """Unpack an untrusted archive: no paths outside the folder, no archive bombs, no links.

    Returns the skipped files. A damaged file does not stop the others.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_FILES:
                raise ImportFailed(f"The archive holds more than {MAX_FILES} files.")
            return _unpack_all(archive, members, temp_dir)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise ImportFailed(f"The archive is damaged or of an unknown kind ({error}).") from error
    except OSError as error:
        raise ImportFailed(f"The archive cannot be unpacked ({error.strerror}).") from error


def _unpack_all(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], temp_dir: Path
) -> list[Part]:
    passed: list[Part] = []
    left = MAX_BYTES
    names = decode_names(archive, members)
    for member, name in zip(members, names, strict=True):
        if reason := _reason_to_refuse(member, name):
            passed.append(Part(name[-200:], reason, REFUSED))
            continue
        if name.endswith("/"):
            continue
        if reason := _reason_to_pass(member, name):
            passed.append(Part(name, reason, UNUSED))
            continue
        try:
            left -= _unpack_one(archive, member, temp_dir / name, left)
        except _DAMAGE as error:
            why = str(error)[:200] or type(error).__name__
            passed.append(Part(name[-200:], f"it cannot be unpacked ({why})", REFUSED))
    if (refused := [part for part in passed if part.outcome == REFUSED]) and left == MAX_BYTES:
        why = refused[0].what
        if why in (_LOCKED, _OUTSIDE):
            raise ImportFailed(f"Nothing of the archive can be taken: {refused[0].key}: {why}.")
        raise ImportFailed(f"The archive is damaged or of an unknown kind ({why}).")
    return passed


def _reason_to_refuse(member: zipfile.ZipInfo, name: str) -> str:
    inside = PurePosixPath(name)
    is_odd = not inside.parts or ".." in inside.parts or _DRIVE.match(name)
    if is_odd or inside.is_absolute() or "\0" in name:
        return _OUTSIDE
    return _LOCKED if member.flag_bits & 1 else ""


def _reason_to_pass(member: zipfile.ZipInfo, name: str) -> str:
    parts = PurePosixPath(name).parts
    if set(parts) & SYSTEM_FILES or parts[-1].startswith("._"):
        return "a file that a system adds, passed over"
    return "a link, which is not followed" if stat.S_ISLNK(member.external_attr >> 16) else ""


def _is_nameable(path: Path) -> bool:
    """Whether the file system accepts this name: it can be too long."""
    return all(len(os.fsencode(part)) <= _NAME_BYTES for part in path.parts)


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Unpack one file and return its size."""
    if not _is_nameable(target):
        raise ValueError("its name is too long")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise ValueError("another file has the same name")
    size = 0
    try:
        with archive.open(member) as packed, target.open("wb") as plain:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    limit = MAX_BYTES // 1_000_000
                    raise ImportFailed(f"Unpacked, the archive is larger than {limit} MB.")
                plain.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return size


def pack(folder: Path, target: Path) -> None:
    """Write all files of a folder to a new archive."""
    made = shutil.make_archive(str(target.with_suffix("")), "zip", folder)
    Path(made).replace(target)

"""Find the files that texts link to, and report how each file of a folder was used."""

import os
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from kb.conversion.context import BadItem
from transfer.importing.items import BODY_MAX_BYTES, UNREAD, UNUSED, USED, Part
from transfer.sources.encodings import Encoding, NotTextError, decode

ENDINGS: Final = (".md", ".markdown", ".mdx", ".mdown", ".mkd")
SYSTEM_FILES: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_ONE_LINE_FOLDERS: Final = frozenset({".git", "node_modules", "__MACOSX"})
_ROOTS: Final = (
    *("docs", "content", "src", "src/content", "src/content/docs", "static", "public", "assets"),
    *("docs/public", "docs/.vitepress/public", ".vuepress/public", "docs/.vuepress/public"),
    *("website/static", "website/docs", "docs/assets", "source"),
)
"""Folders that documentation sites serve at their root URL."""

_TEXTS: Final = frozenset(
    {".html", ".htm", ".xhtml", ".rst", ".txt", ".text", ".adoc", ".asciidoc", ".org", ".textile"}
    | {".wiki", ".mediawiki", ".docx", ".doc", ".odt", ".rtf", ".tex", ".ipynb", ".pdf", ".rmd"}
    | {".qmd", ".creole", ".pod", ".dita", ".epub"}
)
_ARCHIVES: Final = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"})
_PICTURES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".heic", ".heif", ".bmp", ".tif"}
    | {".tiff", ".ico"}
)

_LEFT_OUT: Final = (
    (ENDINGS, "its name or its folder's begins with _ or . and so is left out", UNREAD),
    (_TEXTS, "{} is not read; save it as Markdown if it is an article", UNREAD),
    (_ARCHIVES, "an archive is not opened here; unpack it if it holds articles", UNREAD),
    ((".csv", ".tsv"), "a table is imported by itself, not beside other files", UNREAD),
    (_PICTURES, "a picture that no article shows", UNUSED),
)
"""The reasons why files are left out, by file extension."""


class FolderFiles:
    """Finds files by the URLs in texts, in any Unicode normalization form."""

    def __init__(self, folder: Path, language: str = "") -> None:
        self.folder = folder
        self.language = language
        self.used: set[str] = set()
        self.encodings: dict[str, Encoding] = {}
        """The encodings of the files that are not UTF-8."""

    def find(self, base_key: str, url: str) -> Path | None:
        """Find a file that a text links to. Files outside of the folder are never returned."""
        if "://" in url or url.startswith(("//", "#", "data:", "mailto:")):
            return None
        path = url.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].replace("\\", "/")
        if not path.strip("/."):
            return None
        bases = [(self.folder / base_key).parent] if not path.startswith("/") else [self.folder]
        for base in [*bases, *self._roots]:
            if found := self._inside(base / path.lstrip("/")):
                self.used.add(self.key_of(found))
                return found
        return None

    def key_of(self, path: Path) -> str:
        """The path of a file in this folder; invalid bytes become replacement characters."""
        name = path.relative_to(self.folder).as_posix()
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def text_of(self, path: Path) -> str:
        """The text of a file. Raises `BadItem` for other files and for links to the outside."""
        if not path.resolve().is_relative_to(self.folder):
            raise BadItem("it is a link that leads out of the folder")
        text, encoding = _read(path, self.language)
        if not encoding.is_utf8:
            self.encodings[self.key_of(path)] = encoding
        return text

    def parts(self, known: set[str]) -> Iterator[Part]:
        """Yield every file that is not an article, with its use."""
        for parent, folders, names in os.walk(self.folder):
            folders.sort()
            for name in [name for name in folders if name in _ONE_LINE_FOLDERS]:
                folders.remove(name)
                count = sum(len(files) for _dir, _dirs, files in os.walk(Path(parent, name)))
                key = self.key_of(Path(parent, name))
                yield Part(f"{key}/", f"{count} files of other programs, passed over", UNUSED)
            for name in sorted(names):
                key = self.key_of(Path(parent, name))
                if key not in known:
                    yield self._part(key, Path(name))

    def _part(self, key: str, name: Path) -> Part:
        ending = name.suffix.lower()
        if key in self.used:
            return Part(key, "articles use it", USED)
        if name.name in SYSTEM_FILES or name.name.startswith("._"):
            return Part(key, "a file that a system adds, passed over", UNUSED)
        for endings, what, outcome in _LEFT_OUT:
            if ending in endings:
                return Part(key, what.format(ending.lstrip(".").upper()), outcome)
        return Part(key, "a file that no article uses", UNUSED)

    def _inside(self, path: Path) -> Path | None:
        try:
            found = path.resolve()
            if not found.is_relative_to(self.folder):
                return None
            if found.is_file():
                return found
            other = self._composed.get(_composed(self.key_of(found)))
            return other if other and other.resolve().is_relative_to(self.folder) else None
        except (OSError, ValueError):
            return None

    @cached_property
    def _composed(self) -> dict[str, Path]:
        """Files by their path in normalization form NFC and lower case."""
        found: dict[str, Path] = {}
        for parent, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if name not in _ONE_LINE_FOLDERS]
            for name in names:
                path = Path(parent, name)
                found.setdefault(_composed(self.key_of(path)), path)
        return found

    @cached_property
    def _roots(self) -> list[Path]:
        return [
            self.folder,
            *(self.folder / root for root in _ROOTS if (self.folder / root).is_dir()),
        ]

    @cached_property
    def link_roots(self) -> tuple[str, ...]:
        """The names of the folders that URLs with a leading slash can refer to."""
        return tuple(root for root in _ROOTS if (self.folder / root).is_dir())


def read_text(path: Path) -> str:
    """Read a text file. Raises `BadItem` if it is too large or not text."""
    return _read(path)[0]


def _read(path: Path, language: str = "") -> tuple[str, Encoding]:
    try:
        if path.stat().st_size > BODY_MAX_BYTES:
            raise BadItem(f"the file is larger than {BODY_MAX_BYTES // 1_000_000} MB")
        text, encoding = decode(path.read_bytes(), language)
    except NotTextError as error:
        raise BadItem(f"the file {error}") from error
    except OSError as error:
        raise BadItem(f"the file cannot be read ({error.strerror})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _composed(key: str) -> str:
    return unicodedata.normalize("NFC", key).casefold()

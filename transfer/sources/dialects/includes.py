"""Insert included files: MkDocs snippets, VitePress includes and code files."""

import re
from pathlib import PurePosixPath
from typing import Final

from kb.conversion.context import BadItem
from transfer.importing.items import BODY_MAX_BYTES
from transfer.sources.dialects.code import outside_code, without_marks
from transfer.sources.dialects.reader import Reader
from transfer.sources.frontmatter import read_front_matter

_MAX_DEPTH: Final = 8
_SNIPPET: Final = re.compile(
    r"^([ \t]*)-{1,}8<-{1,}[ \t]+[\"']([^\"'\n]+)[\"'][ \t]*$", re.MULTILINE
)
_SNIPPETS: Final = re.compile(
    r"^([ \t]*)-{1,}8<-{1,}[ \t]*\n((?:[^\n]*\n){1,50}?)[ \t]*-{1,}8<-{1,}[ \t]*$", re.MULTILINE
)
_COMMENT: Final = re.compile(
    r"^([ \t]*)<!--\s*@include:\s*((?:(?!-->)[^\s<>{#])+)(?:[\s<{#][^>\n]*)?-->[ \t]*$",
    re.MULTILINE,
)
_CODE_FILE: Final = re.compile(r"^([ \t]*)<<<[ \t]+@?/?([^\s{#\[]+)[^\n]*$", re.MULTILINE)
_PART: Final = re.compile(
    r"^import[ \t]+(\w+)[ \t]+from[ \t]+[\"']([^\"'\n]+\.mdx?)[\"'][ \t]*(?:;[ \t]*)?$",
    re.MULTILINE,
)
_SHOWN_PART: Final = re.compile(r"^([ \t]*)<([A-Z]\w*)\b[^<>\n]*/>[ \t]*$", re.MULTILINE)
_SIGNS: Final = re.compile(r"8<-|@include|<<<|\.mdx?[\"']")


def take_in_files(text: str, reader: Reader) -> str:
    """Insert the files that a text includes, within limits on depth and size."""
    return _Includer(reader).expand(text, 0)


class _Includer:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.left = BODY_MAX_BYTES

    def expand(self, text: str, depth: int) -> str:
        if _SIGNS.search(text) is None:
            return text
        text = outside_code(text, lambda words: self._text_files(words, depth))
        return text if depth else self._code_snippets(text)

    def _text_files(self, text: str, depth: int) -> str:
        text = _SNIPPETS.sub(lambda found: self._several(found, depth), text)
        text = _SNIPPET.sub(lambda found: self._file(found[1], found[2], depth), text)
        text = _COMMENT.sub(lambda found: self._file(found[1], found[2], depth), text)
        text = _CODE_FILE.sub(lambda found: self._code(found[1], found[2]), text)
        return self._parts(text, depth)

    def _parts(self, text: str, depth: int) -> str:
        """Insert texts that MDX imports as components."""
        names = {found[1]: found[2] for found in _PART.finditer(text)}
        if not names:
            return text

        def show(found: re.Match[str]) -> str:
            name = names.get(found[2])
            return found[0] if name is None else self._file(found[1], name, depth) + "\n"

        return _SHOWN_PART.sub(show, _PART.sub("", text))

    def _code_snippets(self, text: str) -> str:
        """Insert snippets inside fenced code as code."""

        def put(found: re.Match[str]) -> str:
            read = self._read(found[2])
            return found[0] if read is None else _indented(read.rstrip("\n"), found[1])

        return _SNIPPET.sub(put, text)

    def _several(self, found: re.Match[str], depth: int) -> str:
        names = [line.strip().strip("\"'") for line in found[2].split("\n")]
        parts = [self._file(found[1], name, depth) for name in names if name and name[0] != ";"]
        return "\n".join(parts)

    def _file(self, indent: str, name: str, depth: int) -> str:
        name = name.partition(":")[0]
        read = self._read(name) if depth < _MAX_DEPTH else None
        if read is None:
            return f"{indent}"
        body = read_front_matter(read).body.rstrip("\n")
        return _indented(self.expand(body, depth + 1), indent)

    def _code(self, indent: str, name: str) -> str:
        read = self._read(name)
        if read is None:
            return indent
        fence = "````" if "```" in read else "```"
        language = PurePosixPath(name).suffix.lstrip(".")
        return _indented(f"{fence}{language}\n{read.rstrip()}\n{fence}", indent)

    def _read(self, name: str) -> str | None:
        read = self.reader.read(self.reader.key, name)
        if read is None:
            read = self.reader.read(self.reader.key, f"/{name.lstrip('@/')}")
        if read is None:
            self.reader.note("include missing", name)
            return None
        self.left -= len(read)
        if self.left < 0:
            raise BadItem("with what it includes it is larger than 2 MB")
        return without_marks(read)


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}" if line else line for line in text.split("\n"))

"""Convert directives of MyST and reStructuredText and pymdown's blocks to colon boxes.

```` ```{note} ````, `:::{note}`, `.. note::` and `/// note` say the same in four ways.
"""

import re
from dataclasses import dataclass
from typing import Final

from kb.conversion.context import BadItem, Note
from kb.text.code import known_language
from transfer.sources.dialects.code import closes_fence, opens_fence
from transfer.sources.dialects.kinds import OURS

_MAX_DEPTH: Final = 20
_BRACES: Final = re.compile(r"\{([A-Za-z][\w:.-]*)\}[ \t]*(.*)")
_COLONS: Final = re.compile(r"([ \t]*)(:{3,})(\{[A-Za-z][\w:.-]*\}.*)")
_DOTS: Final = re.compile(r"([ \t]*)\.\. ([A-Za-z][\w:-]*)::(?:[ \t]+(.*))?$")
_SLASHES: Final = re.compile(r"([ \t]*)(/{3,})[ \t]+([A-Za-z][\w-]*)[ \t]*(?:\|[ \t]*(.*))?$")
_SLASHES_END: Final = re.compile(r"[ \t]*/{3,}[ \t]*$")
_OPTION: Final = re.compile(r"[ \t]*:([\w-]+):(?:[ \t]+(.*))?$")
_SLASH_OPTION: Final = re.compile(r"[ \t]{4,}([\w-]+):[ \t]*(.*)$")
_TARGET: Final = re.compile(r"\(([\w.:-]+)\)=[ \t]*$|\.\. _([\w.: -]+):[ \t]*$")
_CODE: Final = frozenset(
    {"code", "code-block", "code-cell", "sourcecode", "parsed-literal", "math"}
)
_PICTURES: Final = frozenset({"image", "figure"})
_LISTS: Final = frozenset({"toctree", "contents", "index", "tableofcontents", "only", "highlight"})
_BOXES: Final = frozenset(
    {"dropdown", "details", "tab-set", "tab-item", "tabs", "tab", "card", "grid", "grid-item"}
    | {"grid-item-card", "sidebar", "topic", "margin", "epigraph", "rubric", "div", "html"}
    | {"versionadded", "versionchanged", "deprecated", "caption", "figure-caption", "define"}
)
_SILENT: Final = frozenset({"card", "grid", "grid-item", "grid-item-card", "html", "div", "rubric"})
_QUOTED: Final = frozenset({"sidebar", "topic", "margin", "epigraph", "caption", "figure-caption"})


def plain_directives(text: str, note: Note) -> str:
    """Return the text with each directive as a box, a picture or code."""
    return "\n".join(_Directives(note).lines(text.split("\n")))


@dataclass
class _Directives:
    note: Note
    depth: int = 0

    def lines(self, source: list[str]) -> list[str]:
        """Process the lines of one level; the content of a directive is a separate level."""
        if self.depth > _MAX_DEPTH:
            raise BadItem("its text is nested too deep")
        done: list[str] = []
        place = 0
        while place < len(source):
            line = source[place]
            if opening := opens_fence(line):
                place = self._fence(source, place, opening, done)
            elif found := _COLONS.match(line):
                place = self._colons(source, place, found, done)
            elif found := _DOTS.match(line):
                content, place = _deeper(source, place + 1, len(found[1]))
                self._write(found[1], f"{{{found[2]}}} {found[3] or ''}", content, done)
            elif found := _SLASHES.match(line):
                place = _slashes(source, place + 1, found, done)
            else:
                done.append(_plain_line(line))
                place += 1
        return done

    def _fence(self, source: list[str], place: int, opening: re.Match[str], done: list[str]) -> int:
        end = place + 1
        while end < len(source) and not closes_fence(source[end], opening[2]):
            end += 1
        head = opening[3].strip()
        if opening[1].strip() or not _BRACES.match(head):
            done += source[place : end + 1]
        else:
            content = [_without(line, len(opening[1])) for line in source[place + 1 : end]]
            self._write(opening[1], head, content, done)
        return end + 1

    def _colons(self, source: list[str], place: int, found: re.Match[str], done: list[str]) -> int:
        """A box of colons ends where as many stand alone, or where its text does."""
        indent, colons, head = found.groups()
        end = _end_of_colons(source, place + 1, colons)
        content = [_without(line, len(indent)) for line in source[place + 1 : end]]
        self._write(indent, head, content, done)
        return end + 1

    def _write(self, indent: str, head: str, content: list[str], done: list[str]) -> None:
        """Convert one directive, `{name} title`."""
        named = _BRACES.match(head)
        name, title = (named[1], named[2].strip()) if named else ("note", head)
        options, content = _options(content)
        lines = self._written(name, title, options, content)
        done += [f"{indent}{line}" if line else line for line in lines]

    def _written(
        self, name: str, title: str, options: dict[str, str], content: list[str]
    ) -> list[str]:
        kind = _kind_of(name.lower(), options)
        if kind in OURS and name.lower() != "admonition":
            # what stands beside the name is the beginning of the text
            title, content = "", [*([title] if title else []), *content]
        if kind in _PICTURES and title:
            return ["", f"![{options.get('alt', '')}](<{title}>)", "", *self._inner(content)]
        if kind in _CODE:
            return _code(title if kind != "math" else "", content)
        if kind in _LISTS:
            self.note("list of pages left out", name)
            return self._inner(content) if kind == "only" else [""]
        if kind in OURS or kind in _BOXES:
            opening = f"::::: {_box_kind(kind)} {_title(kind, title)}".rstrip()
            return ["", opening, "", *self._inner(content), "", ":::::", ""]
        if known_language(kind) == "text":
            self.note("directive written as code", f"{name} {title}".strip())
        return [title, *(_code(kind, content) if content else [""])]

    def _inner(self, content: list[str]) -> list[str]:
        return _Directives(self.note, self.depth + 1).lines(content)


def _end_of_colons(source: list[str], place: int, colons: str) -> int:
    inner, fence = 0, ""
    while place < len(source):
        line = source[place].strip()
        if fence:
            fence = "" if closes_fence(line, fence) else fence
        elif opening := opens_fence(source[place]):
            fence = opening[2]
        elif line.startswith(colons) and not line.strip(":"):
            if inner == 0:
                break
            inner -= 1
        elif line.startswith(f"{colons}{{"):
            inner += 1
        place += 1
    return place


def _plain_line(line: str) -> str:
    if _SLASHES_END.match(line):
        return line.replace("/", ":")
    if target := _TARGET.match(line):
        return f'<a id="{(target[1] or target[2]).strip()}"></a>\n'
    return line


def _slashes(source: list[str], place: int, found: re.Match[str], done: list[str]) -> int:
    """The head of a block of pymdown with its options; its end is found as that of colons is."""
    indent, _slashes, name, title = found.groups()
    kind = name.lower()
    while place < len(source) and (option := _SLASH_OPTION.match(source[place])):
        if option[1] == "type" and kind == "admonition":
            kind = option[2].strip().lower()
        place += 1
    kind = "note" if kind == "admonition" else kind
    if kind in _SILENT:
        kind, title = "div", ""
    done += ["", f"{indent}::::: {_box_kind(kind)} {(title or '').lstrip('# ')}".rstrip(), ""]
    return place


def _deeper(source: list[str], place: int, indent: int) -> tuple[list[str], int]:
    """The following indented lines, without their indentation."""
    lines: list[str] = []
    while place < len(source):
        line = source[place].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) <= indent + 1:
            break
        lines.append(line)
        place += 1
    while lines and not lines[-1].strip():
        lines.pop()
        place -= 1
    width = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[width:] for line in lines], place


def _without(line: str, indent: int) -> str:
    return line[indent:] if not line[:indent].strip() else line


def _options(content: list[str]) -> tuple[dict[str, str], list[str]]:
    """The options of a directive and the text below them."""
    options: dict[str, str] = {}
    place = 0
    if content and content[0].strip() == "---":
        end = next((n for n, line in enumerate(content[1:], 1) if line.strip() == "---"), None)
        return options, content[end + 1 :] if end else content
    while place < len(content) and (option := _OPTION.match(content[place])):
        options[option[1]] = (option[2] or "").strip()
        place += 1
    return options, content[place:]


def _kind_of(kind: str, options: dict[str, str]) -> str:
    classes = options.get("class", "").lower().split()
    if kind == "admonition":
        return next((name for name in classes if name in OURS), "note")
    return "details" if "dropdown" in classes and kind not in OURS else kind


def _box_kind(kind: str) -> str:
    """The name by which a box of colons is known."""
    if kind in _QUOTED or kind == "define":
        return "div"
    return "note" if kind.startswith("version") or kind == "deprecated" else kind


def _title(kind: str, title: str) -> str:
    if kind.startswith("version") or kind == "deprecated":
        return f"{kind.removeprefix('version').capitalize()} {title}"
    return title


def _code(language: str, content: list[str]) -> list[str]:
    fence = "~~~~~" if any("```" in line for line in content) else "`````"
    return ["", f"{fence}{language}", *content, fence, ""]

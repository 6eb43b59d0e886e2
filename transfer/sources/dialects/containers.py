"""Boxes around text: notes, tabs and folds of MkDocs, VitePress, Docusaurus and GitHub.

Each becomes an HTML element of its own lines, whose content stays Markdown.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Final

from kb.conversion.context import BadItem, Note
from transfer.sources.dialects.code import closes_fence, opens_fence
from transfer.sources.dialects.kinds import OURS, reader_words, title_of_kind

TABS_CLASS: Final = "stoa-tabs"
TAB_CLASS: Final = "stoa-tab"
_MAX_DEPTH: Final = 20
_SHORT, _REACH = 2, 400
_ADMONITION: Final = re.compile(
    r"^(\s*)(!!!|\?\?\?\+?)[ \t]+([\w-]+)((?:[ \t]+[\w-]+)*)(?:[ \t]+\"(.*)\")?[ \t]*$"
)
_TAB: Final = re.compile(r"^(\s*)===[!+]?[ \t]+[\"'](.+)[\"'][ \t]*$")
_COLONS: Final = re.compile(r"^(\s*)(:{2,})[ \t]*(?:\{[ \t]*)?\.?([\w-]+)\}?(.*)$")
_COLONS_END: Final = re.compile(r"^\s*:{2,}[ \t]*$")
_ALERT: Final = re.compile(r"^(\s*)>[ \t]?\[!([\w-]+)(?:[ \t]*\|[^\[\]\n]*)?\][-+]?[ \t]*(.*)$")
_BRACKETED: Final = re.compile(r"^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_CODE_NAME: Final = re.compile(r"\[([^\[\]\n]+)\]")
_INFO_TITLE: Final = re.compile(r"\b(?:title|filename|file|name|label)=[\"']([^\"'\n]+)[\"']")
_VALUES: Final = re.compile(r"(?<![\w-])([\w-]++)=\"([^\"\n]*)\"")
_INFO_LANGUAGE: Final = re.compile(r"^(?:\{[ \t]*)?\.?([\w+#.-]+)")
_MODULE: Final = re.compile(r"\.\w[\w.]*[ \t]*$")
"""What follows the first name where mkdocstrings writes of `a.module`."""

_TAB_GROUPS: Final = frozenset(
    {"code-group", "codegroup", "tabs", "tab-set", "tabpane", TABS_CLASS}
)
_TABS: Final = frozenset({"tab", "tab-item", "code-group-item", "tabitem", TAB_CLASS})
_FOLDS: Final = frozenset({"details", "dropdown", "collapse", "expand", "toggle", "spoiler"})
_PLAIN: Final = frozenset({"raw", "v-pre", "center", "left", "right", "columns", "column", "div"})
_OPEN_TAB: Final = re.compile(r"^==[ \t]+(\S.*)$")


def plain_containers(text: str, note: Note) -> str:
    """Return the text with every box as HTML, with the names of notes and tabs."""
    return "\n".join(_Containers(note).lines(text.split("\n")))


@dataclass
class _Containers:
    note: Note
    depth: int = 0
    in_tabs: bool = False

    def lines(self, source: list[str]) -> list[str]:
        """Process the lines of one level; the content of a box is a separate level."""
        if self.depth > _MAX_DEPTH:
            raise BadItem("its text is nested too deep")
        done: list[str] = []
        position = 0
        while position < len(source):
            line = source[position]
            if opening := opens_fence(line):
                position = self._fence(source, position, opening, done)
            elif found := _ADMONITION.match(line):
                position = self._admonition(source, position, found, done)
            elif found := _TAB.match(line):
                position = self._tabs(source, position, found[1], done)
            elif (found := _ALERT.match(line)) and not line.lstrip()[1:].lstrip().startswith(">"):
                position = self._alert(source, position, found, done)
            elif (found := _COLONS.match(line)) and _opens(found, source, position):
                position = self._colons(source, position, found, done)
            else:
                if not _COLONS_END.match(line):  # an end without a beginning says nothing
                    done.append(line)
                position += 1
        return done

    def _fence(
        self, source: list[str], position: int, opening: re.Match[str], done: list[str]
    ) -> int:
        """Copy code; of the words beside its fence only the language is kept, and its title."""
        before, fence, info = opening.groups()
        info = info.strip()
        title = _INFO_TITLE.search(info)
        if title and not before.strip():
            done += [f"{before}**{title[1]}**", ""]
        done.append(f"{before}{fence}{_language_of(info)}")
        position += 1
        while position < len(source):
            done.append(source[position])
            position += 1
            if closes_fence(source[position - 1], fence):
                break
        return position

    def _admonition(
        self, source: list[str], position: int, found: re.Match[str], done: list[str]
    ) -> int:
        indent, sign, kind, _classes, title = found.groups()
        content, position = _indented_block(source, position + 1, indent)
        if sign != "!!!" and kind.lower() not in OURS:
            self._fold(indent, title or kind.capitalize(), content, done)
        else:
            self._callout(indent, kind.lower(), title, content, done)
        return position

    def _tabs(self, source: list[str], position: int, indent: str, done: list[str]) -> int:
        tabs: list[tuple[str, list[str]]] = []
        while position < len(source):
            found = _TAB.match(source[position])
            if found is None or found[1] != indent:
                break
            content, position = _indented_block(source, position + 1, indent)
            tabs.append((found[2], content))
        self._write_tabs(indent, tabs, done)
        return position

    def _alert(
        self, source: list[str], position: int, found: re.Match[str], done: list[str]
    ) -> int:
        indent, kind, title = found.groups()
        end = position + 1
        while end < len(source) and source[end].lstrip().startswith(">"):
            end += 1
        content = [re.sub(r"^\s*> ?", "", line) for line in source[position + 1 : end]]
        self._callout(indent, kind.lower(), title.strip(), content, done)
        return end

    def _colons(
        self, source: list[str], position: int, found: re.Match[str], done: list[str]
    ) -> int:
        indent, _colons, kind, rest = found.groups()
        if _MODULE.match(rest):
            self.note("text made from code left out", source[position].strip())
            done += ["", f"{indent}`{kind}{rest.strip()}`", ""]
            return _indented_block(source, position + 1, indent)[1]
        kind = kind.lower().removeprefix("callout-")
        content, position = self._until_colons(source, position + 1)
        content = _dedented(content)
        title = _title_of(rest)
        if rest.lstrip().startswith("{"):
            said = [words for words, _is_title in reader_words(dict(_VALUES.findall(rest)), title)]
            title, said = (title, said) if title or not said else (said[0], said[1:])
            content = [line for words in said for line in ("", words, "")] + content
        if kind in _TAB_GROUPS:
            self._write_tabs(indent, _tabs_inside(content), done)
        elif kind in _TABS:
            tabs = [(title or kind, content)]
            while following := _next_tab(source, position):
                place, named = following
                content, position = self._until_colons(source, place + 1)
                tabs.append((_title_of(named[4]) or named[3], _dedented(content)))
            self._write_tabs(indent, tabs, done)
        elif kind in _FOLDS:
            self._fold(indent, title, content, done)
        elif kind in OURS:
            self._callout(indent, kind, title, content, done)
        else:
            if kind not in _PLAIN:
                self.note("container left out, its words kept", kind)
            self._fold(indent, title, content, done)
        return position

    def _until_colons(self, source: list[str], position: int) -> tuple[list[str], int]:
        start, depth, fence = position, 1, ""
        while position < len(source):
            line = source[position]
            if fence:
                fence = "" if closes_fence(line, fence) else fence
            elif opening := opens_fence(line):
                fence = opening[2]
            elif _COLONS_END.match(line):
                depth -= 1
                if depth == 0:
                    return source[start:position], position + 1
            elif (found := _COLONS.match(line)) and not _is_definition(found):
                depth += 1
            position += 1
        self.note("container without an end", source[start - 1].strip())
        return source[start:], position

    def _callout(
        self, indent: str, kind: str, title: str | None, content: list[str], done: list[str]
    ) -> None:
        ours = OURS.get(kind)
        if ours is None:
            self.note("kind of note unknown, taken as a note", kind)
            title = title or kind.replace("-", " ").capitalize()
        title = title_of_kind(kind) if title is None or title == "" else title
        above = [f"**{title.strip()}**", ""] if title and title.strip() else []
        inner = self._inner(content)
        if not above and not any(line.strip() for line in inner):
            return
        self._element(indent, f'class="callout-{ours or "note"}"', [*above, *inner], done)

    def _fold(self, indent: str, title: str, content: list[str], done: list[str]) -> None:
        """Write an expandable part as open text below a bold title."""
        above = ["", f"**{title.strip()}**", ""] if title.strip() else [""]
        done += [f"{indent}{line}" if line else line for line in [*above, *self._inner(content)]]
        done.append("")

    def _write_tabs(self, indent: str, tabs: list[tuple[str, list[str]]], done: list[str]) -> None:
        if self.in_tabs or indent.strip(" \t"):
            for name, content in tabs:
                self._fold(indent, name, content, done)
            return
        inner: list[str] = []
        for name, content in tabs:
            tab = _Containers(self.note, self.depth + 1, in_tabs=True).lines(content)
            attributes = f'class="{TAB_CLASS}" title="{escape(_plain(name))}"'
            self._element("", attributes, tab, inner)
        self._element(indent, f'class="{TABS_CLASS}"', inner, done)

    def _inner(self, content: list[str]) -> list[str]:
        return _Containers(self.note, self.depth + 1, self.in_tabs).lines(content)

    @staticmethod
    def _element(indent: str, attributes: str, content: list[str], done: list[str]) -> None:
        inside = [f"<div {attributes}>", "", *content, "", "</div>"]
        done += ["", *(f"{indent}{line}" if line else line for line in inside), ""]


def _next_tab(source: list[str], position: int) -> tuple[int, re.Match[str]] | None:
    """The first line of a tab directly after another tab."""
    while position < len(source) and not source[position].strip():
        position += 1
    found = _COLONS.match(source[position]) if position < len(source) else None
    return (position, found) if found and found[3].lower() in _TABS else None


def _opens(found: re.Match[str], source: list[str], position: int) -> bool:
    """Whether a box begins; two colons mean one only where other two end it."""
    if _is_definition(found):
        return False
    return len(found[2]) > _SHORT or any(
        line.strip() == found[2] for line in source[position + 1 : position + _REACH]
    )


def _is_definition(found: re.Match[str]) -> bool:
    """Whether `::: ` precedes something else than a box name, such as a C++ scope."""
    return found[4][:1] in ("(", ":", "<")


def _indented_block(source: list[str], position: int, indent: str) -> tuple[list[str], int]:
    """The following lines with four more spaces of indentation, without these spaces."""
    width = len(indent.expandtabs(4)) + 4
    lines: list[str] = []
    while position < len(source):
        line = source[position].expandtabs(4) if source[position][:1] in " \t" else source[position]
        if line.strip() and len(line) - len(line.lstrip()) < width:
            break
        lines.append(line[width:])
        position += 1
    while lines and not lines[-1].strip():
        lines.pop()
    return lines, position


def _dedented(lines: list[str]) -> list[str]:
    filled = [line.expandtabs(4) for line in lines if line.strip()]
    width = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    return [line.expandtabs(4)[width:] if width else line for line in lines]


def _title_of(rest: str) -> str:
    rest = rest.strip()
    if bracketed := _BRACKETED.match(rest):
        return bracketed[1]
    titled = _INFO_TITLE.search(rest)
    if rest.startswith("{"):
        return titled[1] if titled else ""
    return titled[1] if titled and "=" in rest.split(" ")[0] else rest.strip("\"'")


def _tabs_inside(content: list[str]) -> list[tuple[str, list[str]]]:
    """The tabs of a group: boxes, lines such as `== npm`, or pieces of code with names."""
    tabs: list[tuple[str, list[str]]] = []
    fence, depth = "", 0
    for line in content:
        if fence:
            tabs[-1][1].append(line)
            fence = "" if closes_fence(line, fence) else fence
            continue
        name, is_line = None, True
        box = _COLONS.match(line)
        if opening := opens_fence(line):
            fence = opening[2]
            name = _code_tab_name(opening[3], len(tabs) + 1) if depth == 0 or not tabs else None
        elif box:
            is_tab = depth == 0 and box[3].lower() in _TABS
            name, is_line = (_title_of(box[4]) or box[3] if is_tab else None), not is_tab
            depth += 1
        elif _COLONS_END.match(line):
            depth -= 1
            is_line = depth > 0
        elif depth == 0 and (named := _OPEN_TAB.match(line)):
            name, is_line = named[1], False
        if name is not None:
            tabs.append((name, []))
        elif not tabs and line.strip():
            tabs.append(("", []))
        if is_line and tabs:
            tabs[-1][1].append(line)
    return [(name or f"{number}", lines) for number, (name, lines) in enumerate(tabs, start=1)]


def _code_tab_name(info: str, number: int) -> str:
    named = _CODE_NAME.search(info) or _INFO_TITLE.search(info)
    return (named[1] if named else "") or _language_of(info) or str(number)


def _language_of(info: str) -> str:
    """The language after a fence, without other words."""
    found = _INFO_LANGUAGE.match(info.strip())
    return found[1] if found and not info.strip()[found.end() :].startswith("=") else ""


def _plain(name: str) -> str:
    return re.sub(r"[`*_]{1,3}|</?\w[^>]*>|:[a-z]+-[\w-]+:", "", name).strip()

"""Convert inline syntax of some parsers: heading ids, keys, icons, tables of contents."""

import re
from typing import Final

from kb.conversion.context import Note
from transfer.sources.dialects.code import outside_code

_ID: Final = re.compile(r"(?:\{:?|\{/\*)[^{}%#]*#([\w.:\-]+)(?:[^{}%\w.:\-][^{}%]*)?\}\Z")
_HEADING: Final = re.compile(r"[ \t]{0,20}#{1,6}[ \t]+")
_UNDERLINE: Final = re.compile(r"[ \t]{0,3}(?:=+|-{2,})[ \t]*\Z")
_AFTER_MARK: Final = re.compile(r"(?<=[)\]*`\ue101])\{[ \t]*(?:[.#]|\w+=)[^{}\n%]*\}")
_CONTENTS: Final = re.compile(r"^[ \t]*(?:\[\[_?toc_?\]\]|\[toc\])[ \t]*$", re.I | re.M)
_ABBREVIATION: Final = re.compile(r"^\*\[([^\]\n]+)\]:[ \t]*[^\n]*$", re.MULTILINE)
_KEY: Final = r"(?:[\w-]+|\"[^\"+\n]{1,80}\")"
_KEYS: Final = re.compile(rf"(?<![\w+])\+\+({_KEY}(?:\+{_KEY})*)\+\+(?![\w+])")
_ICON: Final = re.compile(
    r"[ \t]?:(?:material|octicons|fontawesome|simple|twemoji)-[\w-]+:(?:\{[^{}\n]*\})?"
)
_TASK: Final = re.compile(
    r"^((?:[ \t>]|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*+)(?<=[ \t])\[([ xX])\](?=[ \t])", re.MULTILINE
)
_NAMED_SPAN: Final = re.compile(r"(?<!\])\[([^\[\]\n]{1,300})\]\{[ \t]*[.#:]([^{}\n%]*)\}")
_ROLE: Final = re.compile(r"\{[a-z][\w:.-]*\}(\ue100\d+\ue101)")
_PART: Final = r"(?:[.#][\w:.-]+|[\w:-]+=(?:\"[^\"\n{}]*\"|'[^'\n{}]*'|[^\s\"'{}]+))"
_ATTRIBUTES: Final = re.compile(rf"\{{[ \t]{{0,9}}{_PART}(?:[ \t]+{_PART})*+[ \t]*+\}}")
_SIGNS: Final = (
    (re.compile(r"\{\+\+([^{}\n+]*)\+\+\}"), r"<ins>\1</ins>"),
    (re.compile(r"\{--([^{}\n]*?)--\}"), r"<del>\1</del>"),
    (re.compile(r"\{~~([^{}\n~]*)~>([^{}\n~]*)~~\}"), r"<del>\1</del> \2"),
    (re.compile(r"\{==([^{}\n=]*)==\}"), r"<mark>\1</mark>"),
    (re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+)(?<=\S)==(?![=\w])"), r"<mark>\1</mark>"),
    (re.compile(r"(?<!\^)\^\^(?=[^\s^])([^^\n]+)(?<=\S)\^\^(?!\^)"), r"<ins>\1</ins>"),
    (re.compile(r"(?<![\^\[])\^([^\s\[\]^]+)\^(?!\^)"), r"<sup>\1</sup>"),
    (re.compile(r"(?<=[\w)])~([^\s~]+)~(?!~)"), r"<sub>\1</sub>"),
    (re.compile(r"(?<![\w~/])~(?=[^\s~])([^~\n]+)(?<=\S)~(?![\w~])"), r"<del>\1</del>"),
)
"""The syntax of pymdown and CriticMarkup and the elements for it."""

_REMARK: Final = re.compile(r"\{>>[^{}\n]*<<\}")


def plain_marks(text: str, note: Note) -> str:
    """Return the text with such marks as HTML, or without them."""
    return outside_code(text, lambda words: _plain(words, note))


def _plain(text: str, note: Note) -> str:
    def without(pattern: re.Pattern[str], kind: str) -> None:
        nonlocal text
        for found in pattern.finditer(text):
            note(kind, found[0].strip())
        text = pattern.sub("", text)

    text = "\n".join(_ids_of_headings(text.split("\n")))
    text = _CONTENTS.sub("", text)
    without(_ABBREVIATION, "abbreviation left out")
    without(_ICON, "icon left out")
    without(_REMARK, "remark left out")
    text = _TASK.sub(lambda task: f"{task[1]}{'☐' if task[2] == ' ' else '☑'}", text)
    for found in _ROLE.finditer(text):
        note("role left out, its words written as code", found[0].split("}")[0] + "}")
    text = _ROLE.sub(r"\1", text)
    text = _NAMED_SPAN.sub(_span, text)
    text = _AFTER_MARK.sub("", text)
    text = "\n".join(_without_attributes(line, note) for line in text.split("\n"))
    for pattern, element in _SIGNS:
        text = pattern.sub(element, text)
    return _KEYS.sub(_keys, text)


def _span(found: re.Match[str]) -> str:
    """Return text that has its own class; keys remain keys."""
    return f"<kbd>{found[1]}</kbd>" if "kbd" in found[2] else found[1]


def _without_attributes(line: str, note: Note) -> str:
    """Return a line without the attribute lists of `attr_list` at its end or the end of a cell."""
    if "}" not in line:
        return line
    parts: list[str] = []
    start = 0
    for found in _ATTRIBUTES.finditer(line):
        if line[found.end() :].lstrip(" \t")[:1] in ("", "|"):
            note("attribute left out", found[0])
            parts.append(line[start : found.start()].rstrip())
            start = found.end()
    return "".join([*parts, line[start:]]) if parts else line


def _ids_of_headings(lines: list[str]) -> list[str]:
    """Return the lines with a `{#id}` after or below a heading as an anchor inside it."""
    done: list[str] = []
    for position, line in enumerate(lines):
        words = line.rstrip().rstrip("#").rstrip()
        found = _ID.search(words[-200:]) if words.endswith("}") else None
        if found is None:
            done.append(line)
            continue
        head = words[: len(words) - len(found[0])].rstrip()
        following = lines[position + 1] if position + 1 < len(lines) else ""
        if head and (_HEADING.match(line) or _UNDERLINE.match(following)):
            done.append(_anchored(head, found[1]))
        elif not head and done and _HEADING.match(done[-1]):
            done[-1] = _anchored(done[-1], found[1])
        else:
            done.append(line)
    return done


def _anchored(line: str, place: str) -> str:
    mark = _HEADING.match(line)
    start = mark.end() if mark else 0
    return f'{line[:start]}<a id="{place}"></a>{line[start:]}'


def _keys(found: re.Match[str]) -> str:
    names = (key.strip('"') if '"' in key else key.capitalize() for key in found[1].split("+"))
    return "+".join(f"<kbd>{name}</kbd>" for name in names)

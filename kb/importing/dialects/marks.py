"""Marks in lines that only some parsers know: ids of headings, keys, icons, lists of contents."""

import re
from typing import Final

from kb.importing.dialects.code import outside_code
from kb.importing.items import Note

_ID: Final = re.compile(r"(?:\{:?|\{/\*)[^{}%#]*#([\w.:\-]+)(?:[^{}%\w.:\-][^{}%]*)?\}\Z")
_HEADING: Final = re.compile(r"[ \t]{0,20}#{1,6}[ \t]+")
_UNDERLINE: Final = re.compile(r"[ \t]{0,3}(?:=+|-{2,})[ \t]*\Z")
_AFTER_MARK: Final = re.compile(r"(?<=[)\]*`\ue101])\{[ \t]*(?:[.#]|\w+=)[^{}\n%]*\}")
_CONTENTS: Final = re.compile(r"^[ \t]*(?:\[\[_?toc_?\]\]|\[toc\])[ \t]*$", re.I | re.M)
_ABBREVIATION: Final = re.compile(r"^\*\[([^\]\n]+)\]:[ \t]*[^\n]*$", re.MULTILINE)
_KEYS: Final = re.compile(r"(?<![\w+])\+\+([\w-]+(?:\+[\w-]+)*)\+\+(?![\w+])")
_ICON: Final = re.compile(
    r"[ \t]?:(?:material|octicons|fontawesome|simple|twemoji)-[\w-]+:(?:\{[^{}\n]*\})?"
)


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
    text = _AFTER_MARK.sub("", text)
    return _KEYS.sub(_keys, text)


def _ids_of_headings(lines: list[str]) -> list[str]:
    """The lines with `{#id}` behind or below a heading as an anchor in it."""
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
    return "+".join(f"<kbd>{key.capitalize()}</kbd>" for key in found[1].split("+"))

"""How a thread is written in its file.

Below the question's text each further text begins with one line::

    %% answer sisko +4h | up 17 | down 1 | accepted +6d | id heel-lift
    %% answer somebody +9h | hidden +11h spam
    %% comment customer +2d
    %% edit expert +40d | What the edit was about

Spans count from the question. A comment and an edit belong to the post above them.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from demo.loading.durations import parse_duration

Kind = Literal["answer", "comment", "edit"]
_LINE: Final = re.compile(r"^%% (answer|comment|edit) (\S+) \+([\ddhm ]+?)(?: \| (.*))?$")
_REMOVAL: Final = re.compile(r"\+((?:\d+[dhm] ?)+)(.*)")


@dataclass(frozen=True)
class Removal:
    """A post's end: `hidden` by a moderator, or `deleted` by its author."""

    state: str
    after: timedelta
    reason: str


@dataclass(frozen=True)
class Entry:
    """A text of a thread; `position` is the post it is or belongs to (0: the question)."""

    kind: Kind
    author: str
    after: timedelta
    body: str
    position: int
    up: int = 0
    down: int = 0
    accepted: timedelta | None = None
    key: str = ""
    summary: str = ""
    removal: Removal | None = None


def parse_entries(text: str) -> tuple[str, tuple[Entry, ...]]:
    """The question's text, and what followed in the order of the file."""
    chunks: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.startswith("%% "):
            chunks.append((line, []))
        else:
            chunks[-1][1].append(line)
    entries: list[Entry] = []
    position = 0
    for head, lines in chunks[1:]:
        entry = _entry(head, "\n".join(lines).strip(), position)
        position = entry.position
        entries.append(entry)
    return "\n".join(chunks[0][1]).strip(), tuple(entries)


def _entry(head: str, body: str, position: int) -> Entry:
    match = _LINE.match(head)
    if match is None:
        raise ValueError(f"cannot read the line {head!r}")
    kind, author, after, rest = match[1], match[2], parse_duration(match[3]), match[4] or ""
    if kind == "comment":
        return Entry("comment", author, after, body, position)
    if kind == "edit":
        return Entry("edit", author, after, body, position, summary=rest)
    marks = dict(mark.split(" ", 1) for mark in rest.split(" | ")) if rest else {}
    return Entry(
        "answer",
        author,
        after,
        body,
        position + 1,
        up=int(marks.get("up", 0)),
        down=int(marks.get("down", 0)),
        accepted=parse_duration(marks["accepted"]) if "accepted" in marks else None,
        key=marks.get("id", ""),
        removal=_removal(marks),
    )


def _removal(marks: dict[str, str]) -> Removal | None:
    for state in ("hidden", "deleted"):
        if state in marks:
            match = _REMOVAL.match(marks[state])
            if match is None:
                raise ValueError(f"cannot read {state} {marks[state]!r}")
            return Removal(state, parse_duration(match[1].strip()), match[2].strip())
    return None

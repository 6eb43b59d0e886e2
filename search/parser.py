"""The query language: words, "phrases", -word, tag:, user:, is:solved, is:article.

Parsing never fails: what is not an operator is a word. Everything is bounded, so that no query
can be made expensive: characters, words, phrases and operators.
"""

import re
from dataclasses import dataclass
from typing import Final

from search.requests import Kind
from search.text.languages import base_code

MAX_QUERY_CHARS: Final = 300
MAX_WORDS: Final = 32
MAX_PHRASES: Final = 4
MAX_EXCLUDED: Final = 8
MAX_TAGS: Final = 5

_PART = re.compile(
    r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"'
    r'|(?<!\S)(?P<field>tag|user|is|lang):(?P<value>[^\s"]+)'
    r"|(?<!\S)-(?P<excluded>[^\W_][^\s\"]*)"
    r'|(?P<word>[^\s"]+)'
    r'|"'
)
_IS = {"solved": True, "answered": True, "unsolved": False, "unanswered": False}
_KINDS = {"article": Kind.ARTICLE, "question": Kind.QUESTION}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query taken apart. `shortened` tells that it was too long and its end was dropped."""

    text: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    lang: str = ""
    kind: Kind | None = None
    solved: bool | None = None
    shortened: bool = False

    @property
    def plain_text(self) -> str:
        """All words that are looked for, without operators."""
        return " ".join((self.text, *self.phrases)).strip()


def parse_query(raw: str) -> ParsedQuery:
    """Read what somebody typed into a search box."""
    text, shortened = _shorten(" ".join(raw.replace("\x00", " ").split()))
    parts = _Parts()
    for match in _PART.finditer(text):
        parts.add(match)
    return parts.result(shortened=shortened)


def without_operator(raw: str, facet: str, value: str) -> str:
    """A query as typed, without the operators that choose this value of a facet."""
    words = {
        word for word, solved in _IS.items() if facet == "solved" and solved == (value == "yes")
    }
    dropped = {
        ("is" if facet in {"solved", "kind"} else facet, word) for word in words or {value.lower()}
    }

    def keep(match: re.Match[str]) -> str:
        written = (match["value"] or "").lower()
        asked = base_code(written) if match["field"] == "lang" else written
        return "" if (match["field"], asked) in dropped else match.group()

    return " ".join(_PART.sub(keep, raw).split())


def _shorten(text: str) -> tuple[str, bool]:
    if len(text) <= MAX_QUERY_CHARS:
        return text, False
    cut = text[:MAX_QUERY_CHARS]
    return cut.rsplit(" ", 1)[0] or cut, True


class _Parts:
    """Collects the parts of one query within the bounds."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[str] = []
        self.excluded: list[str] = []
        self.tags: list[str] = []
        self.fields: dict[str, str] = {}
        self.kind: Kind | None = None
        self.solved: bool | None = None
        self.dropped = False

    def add(self, match: re.Match[str]) -> None:
        if match["phrase"] is not None:
            self._add_phrase(match["phrase"].strip(), excluded=bool(match["minus"]))
        elif match["field"] is not None:
            if not self._add_field(match["field"], match["value"]):
                self._append(self.words, match.group().replace(":", " "), MAX_WORDS)
        elif match["excluded"] is not None:
            self._append(self.excluded, match["excluded"], MAX_EXCLUDED)
        elif match["word"] is not None:
            self._append(self.words, match["word"], MAX_WORDS)

    def _add_phrase(self, phrase: str, *, excluded: bool) -> None:
        if phrase:
            target, bound = (
                (self.excluded, MAX_EXCLUDED) if excluded else (self.phrases, MAX_PHRASES)
            )
            self._append(target, phrase, bound)

    def _add_field(self, name: str, value: str) -> bool:
        """Whether the operator is one we know; otherwise it counts as words."""
        value = value.lower()
        if name == "tag":
            self._append(self.tags, value, MAX_TAGS)
        elif name in {"user", "lang"}:
            self.fields[name] = value.removeprefix("@")
        elif value in _IS:
            self.solved = _IS[value]
        elif value in _KINDS:
            self.kind = _KINDS[value]
        else:
            return False
        return True

    def _append(self, target: list[str], value: str, bound: int) -> None:
        if len(target) < bound:
            target.append(value)
        else:
            self.dropped = True

    def result(self, *, shortened: bool) -> ParsedQuery:
        return ParsedQuery(
            text=" ".join(self.words),
            phrases=tuple(self.phrases),
            excluded=tuple(self.excluded),
            tags=tuple(self.tags),
            author=self.fields.get("user", ""),
            lang=self.fields.get("lang", ""),
            kind=self.kind,
            solved=self.solved,
            shortened=shortened or self.dropped,
        )

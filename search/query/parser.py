"""The query language: words, "phrases", -word, tag:, section:, user:, lang:, is:solved, is:article.

Parsing never fails: what is not an operator is a word. Everything is bounded, so that no query
can be made expensive: characters, words, phrases and operators.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from search.query.requests import Kind
from search.text.analysis import has_words

MAX_QUERY_CHARS: Final = 300
MAX_WORDS: Final = 32
MAX_PHRASES: Final = 4
MAX_EXCLUDED: Final = 8
MAX_TAGS: Final = 5
MAX_NAME_WORDS: Final = 6

_FIELDS: Final = "tag|section|user|author|is|lang"
_FIELDS_ELSEWHERE: Final = re.compile(
    "after|answers|asker|before|by|category|created|from|has|in|intitle|kind|language|not|person"
    "|score|site|sort|state|status|tags|title|to|topic|type|username|views|votes",
    re.IGNORECASE,
)
"""Operators that people know from other searches; any other word may well have a colon."""
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PART = re.compile(
    r'(?<!\S)(?P<minus>-?)"(?P<phrase>[^"]*)"'
    rf'|(?<!\S)(?P<field>{_FIELDS}):(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<value>[^\s"]+))'
    r"|(?<!\S)-(?P<excluded>[^\s\"-]\S*)"
    r'|(?<!\S)-?"'
    r"|(?P<word>\S+)",
    re.IGNORECASE,
)
"""A quotation mark opens a phrase only before a word; after one it may stand for inches.

A name in quotation marks that are never closed goes on to the end.
"""
_NAMED = re.compile(r"(?P<name>[a-z]+):(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_COMPARISON = re.compile(r"[<>=]+\d|\d+\.\.")
_MENTION = re.compile(r"@(?P<name>\w[\w.+-]*)")
_ESCAPES = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_ESCAPED_TWICE: Final = 2
_IS = {"solved": True, "answered": True, "unsolved": False, "unanswered": False}
_SAME_FIELD = {"author": "user"}
_KINDS = {"article": Kind.ARTICLE, "question": Kind.QUESTION}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query taken apart, the values of operators as they were typed.

    `unknown` are operators with a value that they do not have, and what else looks like an
    operator and is none, whose value counts as words, as (what is wrong, what was typed).
    `shortened` tells that the query was too long and its end was dropped.
    """

    text: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str = ""
    author: str = ""
    lang: str = ""
    kind: Kind | None = None
    solved: bool | None = None
    unknown: tuple[tuple[str, str], ...] = ()
    shortened: bool = False

    @property
    def has_operators(self) -> bool:
        """Whether the query names something that hits must be."""
        named = (self.tags, self.section, self.author, self.lang, self.kind)
        return any(named) or self.solved is not None

    @property
    def plain_text(self) -> str:
        """All words that are looked for, without operators."""
        return " ".join((self.text, *self.phrases)).strip()


def parse_query(raw: str) -> ParsedQuery:
    """Read what somebody typed into a search box."""
    text, shortened = _shorten(_tidy(raw))
    parts = _Parts()
    for match in _PART.finditer(text):
        parts.add(match)
    return parts.result(shortened=shortened)


def join_names(raw: str, longest_name: Callable[[str, Sequence[str]], str | None]) -> str:
    """The query with names of several words in quotation marks, as far as they are known.

    `longest_name` is given an operator and its value with none, one, two of the words behind it,
    and so on, the longest first; it answers with the one that is a name.
    """
    text, _shortened = _shorten(_tidy(raw))
    matches = list(_PART.finditer(text))
    pieces, position = [], 0
    for number, match in enumerate(matches):
        name = (match["field"] or "").lower()
        if match["value"] is None or name == "is" or match.start() < position:
            continue
        ends = [match.end(), *_ends_of_words(matches[number + 1 : number + MAX_NAME_WORDS])]
        values = [text[match.start("value") : end] for end in reversed(ends)]
        value = longest_name(_SAME_FIELD.get(name, name), values) if len(values) > 1 else None
        if value is not None and " " in value:
            pieces += [text[position : match.start("value")], f'"{value}"']
            position = match.start("value") + len(value)
    return "".join((*pieces, text[position:])) if pieces else raw


def decode_escapes(raw: str) -> str:
    """A query that was copied out of a URL (`my%20package`) as it was before.

    In a text with blanks, a number may have a per cent sign: there, escapes after one stay.
    """
    for _time in range(_ESCAPED_TWICE):
        if "%" not in raw:
            break
        is_url = len(raw.split()) == 1
        raw = " ".join(_decode(word, anywhere=is_url) for word in raw.split(" "))
    return raw


def spans_of_words(text: str) -> list[tuple[int, int]]:
    """Where in a query the words and phrases stand that are looked for, without operators."""
    spans = []
    for match in _PART.finditer(text.translate(_QUOTES)):
        if match["word"] is not None and not _MENTION.fullmatch(match["word"]):
            word = _Parts().word_in(match["word"])
            spans.append((match.end() - len(word), match.end()))
        elif match["phrase"] is not None and not match["minus"]:
            spans.append(match.span("phrase"))
    return spans


def without_operator(raw: str, facet: str, values: Collection[str]) -> str:
    """A query as typed, without the operators of a facet that have one of these values."""
    field = "is" if facet in {"solved", "kind"} else facet
    dropped = {value.casefold() for value in values}
    for word, solved in _IS.items():
        if facet == "solved" and ("yes" if solved else "no") in values:
            dropped.add(word)

    def keep(match: re.Match[str]) -> str:
        name = (match["field"] or "").lower()
        return "" if name == field and _value(match).casefold() in dropped else match.group()

    return " ".join(_PART.sub(keep, raw).split())


def _decode(word: str, *, anywhere: bool) -> str:
    first = _ESCAPES.search(word)
    if first is None or (not anywhere and word[: first.start()][-1:].isdigit()):
        return word
    try:
        return unquote(word, errors="strict")
    except UnicodeDecodeError:
        return word


def _tidy(raw: str) -> str:
    composed = unicodedata.normalize("NFC", raw.replace("\x00", " "))
    return " ".join(composed.translate(_QUOTES).split())


def _ends_of_words(matches: Sequence[re.Match[str]]) -> list[int]:
    """Where the plain words end that come first."""
    ends = []
    for match in matches:
        if match["word"] is None or '"' in match["word"]:
            break
        ends.append(match.end())
    return ends


def _value(match: re.Match[str]) -> str:
    return (match["value"] or match["quoted"] or "").strip()


def _is_field(name: str) -> bool:
    return name.lower() in _FIELDS.split("|")


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
        self.unknown: list[tuple[str, str]] = []
        self.dropped = False

    def add(self, match: re.Match[str]) -> None:
        if match["phrase"] is not None:
            self._add_phrase(match["phrase"].strip(), excluded=bool(match["minus"]))
        elif match["field"] is not None:
            self._add_field(match["field"].lower(), _value(match))
        elif match["excluded"] is not None and has_words(match["excluded"]):
            if (named := _NAMED.fullmatch(match["excluded"])) and _is_field(named["name"]):
                self.unknown.append(("excluded", match["excluded"]))
            self._append(self.excluded, match["excluded"], MAX_EXCLUDED)
        elif match["word"] is not None and (word := self.word_in(match["word"])):
            self._append(self.words, word, MAX_WORDS)

    def word_in(self, typed: str) -> str:
        """What to look for; what was meant as an operator, it seems, is remembered."""
        if mention := _MENTION.fullmatch(typed):
            self.unknown.append(("mention", mention["name"]))
        elif named := _NAMED.fullmatch(typed):
            name, value = named["name"].lower(), named["value"]
            if _is_field(name) and not has_words(value):
                self.unknown.append(("empty", name))
                return ""
            if value and (_FIELDS_ELSEWHERE.fullmatch(name) or _COMPARISON.match(value)):
                self.unknown.append(("operator", name))
                return value
        return typed

    def _add_phrase(self, phrase: str, *, excluded: bool) -> None:
        if phrase:
            target, bound = (
                (self.excluded, MAX_EXCLUDED) if excluded else (self.phrases, MAX_PHRASES)
            )
            self._append(target, phrase, bound)

    def _add_field(self, name: str, value: str) -> None:
        """Operators are never looked for as words; what is wrong with one is said."""
        value = value.removeprefix("@") if name in {"user", "author"} else value
        if not value:
            self.unknown.append(("empty", name))
        elif name == "tag":
            self._append(self.tags, value, MAX_TAGS)
        elif name != "is":
            self.fields[_SAME_FIELD.get(name, name)] = value
        elif value.lower() in _IS:
            self.solved = _IS[value.lower()]
        elif value.lower() in _KINDS:
            self.kind = _KINDS[value.lower()]
        else:
            self.unknown.append((name, value))

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
            section=self.fields.get("section", ""),
            author=self.fields.get("user", ""),
            lang=self.fields.get("lang", ""),
            kind=self.kind,
            solved=self.solved,
            unknown=tuple(dict.fromkeys(self.unknown))[:MAX_TAGS],
            shortened=shortened or self.dropped,
        )

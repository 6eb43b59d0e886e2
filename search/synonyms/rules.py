"""What editors write: `tent, shelter` finds each by the other, `wellies => rubber boots` one way.

Reading a rule checks it by itself; `check_together` checks it against the other rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from core.unicode import fits
from search.conf import RULE_MAX_CHARS
from search.documents.projections import QueryWord, query_words
from search.text.analysis import is_stop_word

ARROW: Final = "=>"
MAX_TERMS: Final = 10
MAX_TERM_CHARS: Final = 60
MAX_TERM_WORDS: Final = 4

TermKey = tuple[str, ...]


class RuleError(ValueError):
    """A rule that cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a rule, as written and analysed."""

    text: str
    words: tuple[QueryWord, ...]

    @property
    def key(self) -> TermKey:
        """Equal for terms that search takes for the same: other forms, other spelling."""
        return tuple(word.stems[0] for word in self.words)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for queries in one language ("" for every language).

    One way, queries with a source also find the targets; in a group sources and targets are the
    same terms, and each finds all the others.
    """

    language: str
    sources: tuple[Term, ...]
    targets: tuple[Term, ...]
    one_way: bool

    @property
    def text(self) -> str:
        """The rule as it is kept: single blanks, one comma between terms."""
        left = ", ".join(term.text for term in self.sources)
        right = ", ".join(term.text for term in self.targets)
        return f"{left} {ARROW} {right}" if self.one_way else left

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.sources, *self.targets) if self.one_way else self.sources


def read_rule(text: str, *, language: str, analysed_as: tuple[str, ...]) -> Rule:
    """Take a rule apart; RuleError if it makes no sense by itself.

    `analysed_as` are the languages that its words are analysed in.
    """
    if not fits(text, RULE_MAX_CHARS):
        message = _("This rule is too long: at most %(number)d characters. Make two of it.")
        raise RuleError(message % {"number": RULE_MAX_CHARS})
    sides = text.replace("\x00", " ").split(ARROW)
    if len(sides) > 2:
        raise RuleError(_("Use “=>” only once in a rule."))
    sources, *rest = (_read_terms(side, analysed_as) for side in sides)
    one_way = bool(rest)
    rule = Rule(language, sources, rest[0] if rest else sources, one_way)
    _check_alone(rule)
    return rule


def check_together(rule: Rule, others: Sequence[Rule]) -> None:
    """RuleError if the rule says again, or in a circle, what others of its language say."""
    languages = [rule.language] if rule.language else sorted({"", *(o.language for o in others)})
    for language in languages:
        side_by_side = [other for other in others if other.language in ("", language)]
        if not language:
            side_by_side = [other for other in others if not other.language]
        _check_repeated(rule, side_by_side)
        _check_circle(rule, side_by_side)


def _read_terms(side: str, languages: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(
        _read_term(" ".join(part.split()), languages) for part in side.split(",") if part.strip()
    )


def _read_term(text: str, languages: tuple[str, ...]) -> Term:
    words = tuple(map(_as_written_too, query_words(text, languages)))
    if len(text) > MAX_TERM_CHARS or len(words) > MAX_TERM_WORDS:
        message = _("“%(term)s” is too long: at most %(words)d words and %(chars)d characters.")
        raise RuleError(
            message % {"term": text[:40], "words": MAX_TERM_WORDS, "chars": MAX_TERM_CHARS}
        )
    if not words:
        raise RuleError(_("“%(term)s” has no letters or digits.") % {"term": text})
    if all(is_stop_word(word.folded, languages) for word in words):
        raise RuleError(_("“%(term)s” is in nearly every text; leave it out.") % {"term": text})
    return Term(text, words)


def _as_written_too(word: QueryWord) -> QueryWord:
    """Texts of unknown language are indexed as they are written."""
    return replace(word, stems=tuple(dict.fromkeys((*word.stems, word.folded))))


def _check_alone(rule: Rule) -> None:
    if not rule.sources and not rule.targets:
        raise RuleError(_("Write at least two words, with a comma between them."))
    if rule.one_way and not (rule.sources and rule.targets):
        raise RuleError(
            _("A side of “=>” is empty: the words on the left find those on the right.")
        )
    if not rule.one_way and len(rule.sources) == 1:
        message = _("“%(term)s” has no synonym. Add a word that means the same, after a comma.")
        raise RuleError(message % {"term": rule.sources[0].text})
    if len(rule.terms) > MAX_TERMS:
        message = _("Too many words: at most %(number)d in a rule.")
        raise RuleError(message % {"number": MAX_TERMS})
    seen: dict[TermKey, Term] = {}
    for term in rule.terms:
        if term.key in seen:
            message = _("“%(one)s” and “%(other)s” are the same word for search; keep one.")
            raise RuleError(message % {"one": seen[term.key].text, "other": term.text})
        seen[term.key] = term


def _check_repeated(rule: Rule, others: Sequence[Rule]) -> None:
    """A term starts from one rule only, so that an editor finds all of it in one place."""
    for other in others:
        taken = {term.key for term in other.sources}
        for term in rule.sources:
            if term.key in taken:
                message = _("“%(term)s” is in the rule “%(rule)s” already; change that one.")
                raise RuleError(message % {"term": term.text, "rule": other.text})


def _check_circle(rule: Rule, others: Sequence[Rule]) -> None:
    """Following the rules from its targets must not lead back: that would be a group."""
    starts = {term.key for term in rule.sources}
    waiting: list[tuple[Rule, tuple[Rule, ...]]] = [(rule, ())]
    passed: set[int] = set()
    while waiting:
        current, way = waiting.pop()
        for target in current.targets:
            if way and target.key in starts:
                names = " · ".join(step.text for step in way)
                message = _(
                    "Together with “%(rules)s” this goes in a circle, back to “%(term)s”. "
                    "Write words that mean the same as one group, without “=>”."
                )
                raise RuleError(message % {"rules": names, "term": target.text})
        for number, step in _steps_from(current, others):
            if number not in passed:
                passed.add(number)
                waiting.append((step, (*way, step)))


def _steps_from(rule: Rule, others: Sequence[Rule]) -> Iterator[tuple[int, Rule]]:
    reached = {term.key for term in rule.targets}
    for number, other in enumerate(others):
        if reached & {term.key for term in other.sources}:
            yield number, other

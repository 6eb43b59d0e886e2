"""How much a change of an article matters, measured where nobody says it."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from kb.enums import ChangeWeight
from kb.text.plain import words_of

TYPO_WORDS_MAX: Final = 10
"""More changed words than these are not a typing mistake, whatever they look like."""

DECLARED_TYPO_MAX: Final = 30
"""More changed words than these are not a typing mistake, whatever an editor says."""

_ALIKE: Final = 0.7
_WORDS_MAX: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The difference between two versions in words."""

    words_added: int
    words_removed: int
    is_respelling: bool
    is_more_than_words: bool = False
    """Whether the audience, a link, a picture, a file or another choice is different as well."""

    @property
    def changed(self) -> int:
        return max(self.words_added, self.words_removed)


def measure_change(old: list[str], new: list[str], *, is_more_than_words: bool = False) -> Measure:
    """Compare the lines of two versions; capitals and punctuation count for nothing."""
    before, after = words_of(old)[:_WORDS_MAX], words_of(new)[:_WORDS_MAX]
    added = removed = 0
    is_respelling = True
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, before, after, autojunk=len(before) > DECLARED_TYPO_MAX * 50
    ).get_opcodes():
        if tag == "equal":
            continue
        removed += old_to - old_from
        added += new_to - new_from
        pairs = zip_longest(before[old_from:old_to], after[new_from:new_to], fillvalue="")
        is_respelling = is_respelling and all(_is_respelled(one, other) for one, other in pairs)
    return Measure(
        words_added=added,
        words_removed=removed,
        is_respelling=is_respelling,
        is_more_than_words=is_more_than_words,
    )


def weigh(measure: Measure, declared: str) -> ChangeWeight:
    """The weight that is written down: the editor's word, unless it calls a typing mistake what is
    none: many words, or another audience, link, picture or file.

    Without a word from the editor a change is small, or a typing mistake where only the spelling
    of a few words is different. It is never large: that takes somebody who knows.
    """
    is_no_typo = measure.is_more_than_words or measure.changed > DECLARED_TYPO_MAX
    if declared and not (declared == ChangeWeight.TYPO and is_no_typo):
        return ChangeWeight(declared)
    is_typo = measure.is_respelling and not measure.is_more_than_words
    if is_typo and measure.changed <= TYPO_WORDS_MAX:
        return ChangeWeight.TYPO
    return ChangeWeight.MINOR


def _is_respelled(old: str, new: str) -> bool:
    """Whether two words are one word spelled in two ways; numbers never are."""
    if not old or not new or any(char.isdigit() for char in old + new):
        return False
    return SequenceMatcher(None, old, new).ratio() >= _ALIKE

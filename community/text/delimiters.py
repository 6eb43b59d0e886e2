"""Where `*`, `_` and `~` may open and close emphasis: CommonMark's rule, and what it lacks.

CommonMark tells the ends of a phrase by the spaces and the punctuation around it, which scripts
without spaces do not have: in `**粗体。**中文` the second run could not close. As the amendment of
the CommonMark community for Chinese, Japanese and Korean has it, a letter of such a script stands
for a space, and its punctuation is no punctuation here. `_` keeps CommonMark's rule inside words.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import regex
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

from core.unicode import SPACELESS

Tokenize: TypeAlias = Callable[[StateInline, bool], bool]

_SPACELESS: Final = regex.compile(
    rf"(?:{SPACELESS}|[\p{{ea=W}}\p{{ea=F}}\p{{ea=H}}])(?<!\p{{Emoji_Presentation}})", regex.V1
)
_VARIATION: Final = regex.compile("[\ufe00-\ufe0e\U000e0100-\U000e01ef]")
_EDGE: Final = " "
"""Beginning and end of a line count as a space."""


class Flanks(NamedTuple):
    """What a run of delimiters may do where it stands."""

    opens: bool
    closes: bool


class _Neighbour(NamedTuple):
    is_space: bool
    is_punctuation: bool
    is_spaceless: bool

    @property
    def parts_words(self) -> bool:
        return self.is_space or self.is_punctuation or self.is_spaceless

    @property
    def is_foreign_punctuation(self) -> bool:
        return self.is_punctuation and not self.is_spaceless


def _neighbour(text: str, position: int) -> _Neighbour:
    character = text[position] if 0 <= position < len(text) else _EDGE
    shape = character
    if position > 0 and _VARIATION.match(character):
        shape = text[position - 1]
    return _Neighbour(
        isWhiteSpace(ord(character)),
        isMdAsciiPunct(ord(character)) or isPunctChar(character),
        _SPACELESS.match(shape) is not None,
    )


def flanks(before: str, after: str, *, marker: str = "*") -> Flanks:
    """What a run of `marker` may do between two texts."""
    last, following = _neighbour(before, len(before) - 1), _neighbour(after, 0)
    left = not following.is_space and (not following.is_foreign_punctuation or last.parts_words)
    right = not last.is_space and (not last.is_foreign_punctuation or following.parts_words)
    if marker != "_":
        return Flanks(left, right)
    return Flanks(
        left and (not right or last.is_punctuation),
        right and (not left or following.is_punctuation),
    )


def may_emphasise(before: str, inner: str, after: str, *, marker: str = "*") -> bool:
    """Whether a pair of `marker` around `inner` certainly is emphasis, and cuts no word in two."""
    return (
        _neighbour(before, len(before) - 1).parts_words
        and _neighbour(after, 0).parts_words
        and flanks(before, inner, marker=marker).opens
        and flanks(inner, after, marker=marker).closes
    )


def _scan(state: StateInline, start: int, can_split_word: bool) -> Scanned:
    marker, end = state.src[start], start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[max(start - 2, 0) : start]  # a variation selector needs its letter
    after = state.src[end : min(end + 1, state.posMax)]
    opens, closes = flanks(before, after, marker=marker if can_split_word else "_")
    return Scanned(opens, closes, end - start)


def _scanning(tokenize: Tokenize) -> Tokenize:
    def tokenize_with_our_rule(state: StateInline, silent: bool) -> bool:
        state.scanDelims = _scan.__get__(state)  # type: ignore[method-assign]
        return tokenize(state, silent)

    return tokenize_with_our_rule


def know_spaceless_scripts(parser: MarkdownIt) -> None:
    """Let emphasis and strikethrough stand beside letters of scripts without spaces."""
    parser.inline.ruler.at("emphasis", _scanning(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _scanning(strikethrough.tokenize))

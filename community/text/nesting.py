"""What stands deeper in Markdown than a page shows: its words, as plain paragraphs."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock

NESTING_MAX: Final = 100
"""Levels of quotations and lists; a list takes two."""

_FLAT_FROM: Final = NESTING_MAX - 4
"""The parser drops without a word what is deeper than its limit, so nothing may come there."""

_MARKS: Final = re.compile(r"(?:[ \t]*(?:>!?|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|:(?=[ \t])))+")
_FLATTENED: Final = "flattened"


def keep_deep_words(parser: MarkdownIt) -> None:
    """Make a parser write what is nested too deep without its marks instead of dropping it."""
    parser.options["maxNesting"] = NESTING_MAX
    chains: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "deep", _flat_line, chains)


def flattened_lines(env: MutableMapping[str, Any]) -> list[str]:
    """The lines of a text that was parsed with this `env` that lost their marks."""
    return list(env.get(_FLATTENED, []))


def _flat_line(state: StateBlock, line: int, _end_line: int, silent: bool) -> bool:
    if state.level < _FLAT_FROM or state.sCount[line] < state.blkIndent:
        return False
    start = state.bMarks[line] + state.tShift[line]
    marks = _MARKS.match(state.src, start, state.eMarks[line])
    if marks is None:
        return False
    if not silent:
        # a name of its own: paragraphs of tight lists are drawn without an end
        state.push("deep_open", "p", 1).map = [line, line + 1]
        words = state.push("inline", "", 0)
        words.content = state.src[marks.end() : state.eMarks[line]].strip()
        words.map, words.children = [line, line + 1], []
        state.push("deep_close", "p", -1)
        state.env.setdefault(_FLATTENED, []).append(words.content)
        state.line = line + 1
    return True

"""Brackets that never close: each makes the parser look through all that follows."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BUDGET: Final = 4_000_000
_BUDGET_OF_A_SIGN: Final = 100


def bound_brackets(parser: MarkdownIt) -> None:
    """Make a parser show paragraphs as typed whose brackets would cost more than their share."""
    parser.core.ruler.at("inline", _inline)


def _inline(state: StateCore) -> None:
    left = _BUDGET + _BUDGET_OF_A_SIGN * len(state.src)
    for token in state.tokens:
        if token.type != "inline":
            continue
        cost = token.content.count("[") * len(token.content)
        token.children = token.children if token.children is not None else []
        if cost > left:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            left -= cost
            state.md.inline.parse(token.content, state.md, state.env, token.children)

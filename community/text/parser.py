"""The Markdown dialect: CommonMark, tables, strikethrough, autolinks, spoilers, a few inline tags.

Raw HTML is text, with one exception: bare tags of `INLINE_TAGS` (no attributes), for what Markdown
has no sign for, such as keys and subscripts.
"""

import re
from importlib import import_module
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from community.text.brackets import bound_brackets
from community.text.delimiters import know_spaceless_scripts
from community.text.highlighting import highlight_code
from community.text.linking import link_urls
from community.text.mentions import keep_escaped_at
from community.text.nesting import NESTING_MAX, keep_deep_words
from community.text.urls import is_allowed_link

MAX_MISSING_CELLS: Final = 10_000
"""A table whose rows are shorter than its head is filled up; here it ends and the rest is text."""
vars(import_module("markdown_it.rules_block.table")).update(
    MAX_AUTOCOMPLETED_CELLS=MAX_MISSING_CELLS  # by itself 65,536: seconds for 3 KB of text
)

INLINE_TAGS: Final = frozenset(
    ["kbd", "sub", "sup", "ins", "del", "s", "mark", "small", "em", "strong", "br"]
)
_INLINE_TAG: Final = re.compile(rf"</?(?:{'|'.join(sorted(INLINE_TAGS))})\s{{0,3}}/?>", re.I)
_SPOILER_LINE: Final = re.compile(r">!(?!\[) ?")
_MAX_SPOILER_DEPTH: Final = 5
_SPOILER_DEPTH_KEY: Final = "spoiler_depth"


def _inline_tag(state: StateInline, silent: bool) -> bool:
    match = _INLINE_TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match.group().lower()
    state.pos = match.end()
    return True


def _is_spoiler_line(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    return (
        state.sCount[line] >= state.blkIndent
        and not state.is_code_block(line)
        and _SPOILER_LINE.match(state.src, start, state.eMarks[line]) is not None
    )


def _spoiler(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Lines that begin with `>!` are one quotation whose content stays hidden until asked for."""
    depth = state.env.get(_SPOILER_DEPTH_KEY, 0)
    if depth >= _MAX_SPOILER_DEPTH or not _is_spoiler_line(state, start_line):
        return False
    if silent:
        return True
    next_line = start_line
    lines = []
    while next_line < end_line and _is_spoiler_line(state, next_line):
        start = state.bMarks[next_line] + state.tShift[next_line]
        lines.append(_SPOILER_LINE.sub("", state.src[start : state.eMarks[next_line]], count=1))
        next_line += 1
    token = state.push("blockquote_open", "blockquote", 1)
    token.attrSet("class", "spoiler")
    token.map = [start_line, next_line]
    state.env[_SPOILER_DEPTH_KEY] = depth + 1
    state.md.block.parse("\n".join(lines), state.md, state.env, state.tokens)
    state.env[_SPOILER_DEPTH_KEY] = depth
    state.push("blockquote_close", "blockquote", -1)
    state.line = next_line
    return True


def _with_common_rules(parser: MarkdownIt) -> MarkdownIt:
    parser.inline.ruler.at("html_inline", _inline_tag)
    bound_brackets(parser)
    know_spaceless_scripts(parser)
    link_urls(parser)
    parser.validateLink = is_allowed_link  # type: ignore[method-assign]
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        parser.linkify.add("//", None)
        parser.linkify.add("ftp:", None)
    keep_escaped_at(parser)
    return parser


def build_post_parser() -> MarkdownIt:
    """Return the parser for the text of questions, answers and tag descriptions."""
    options = {"linkify": True, "highlight": highlight_code}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough", "linkify"]).disable("html_block")
    spoiler_options: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("blockquote", "spoiler", _spoiler, spoiler_options)
    keep_deep_words(parser)
    return _with_common_rules(parser)


def build_comment_parser() -> MarkdownIt:
    """Return the parser for one-paragraph texts: emphasis, code, links, line breaks as typed."""
    parser = MarkdownIt("zero", {"linkify": True, "breaks": True, "maxNesting": NESTING_MAX})
    inline = ["emphasis", "strikethrough", "backticks", "link", "autolink", "escape", "entity"]
    parser.enable([*inline, "newline", "linkify", "html_inline"])
    return _with_common_rules(parser)

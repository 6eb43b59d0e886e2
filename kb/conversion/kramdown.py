"""Markdown as documentation sites write it (kramdown, GitHub) turned into plain HTML.

The attribute lists of kramdown (`{:.bs-callout-info}`, `{: width="20px"}`) either name a callout,
which becomes a `div` with that class, or are about looks, which are ours to decide.
"""

import re
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from community.text.brackets import bound_brackets
from community.text.nesting import flattened_lines, keep_deep_words
from kb.conversion.context import Note
from kb.conversion.wide_tables import FENCE, next_fence, widen_tables

_BLOCK_LIST: Final = re.compile(r"(\s*)\{:([^}]*)\}\s*\Z")
_SPAN_LIST: Final = re.compile(r"\{:[^{}\n]*\}")
_CODE_SPAN: Final = re.compile(r"(`+[^`]*`+)")
_CALLOUT: Final = re.compile(r"\.(?:bs-)?(?:callout-)?(info|note|tip|warning|caution|important)\b")
_DOCUMENT_TAG: Final = re.compile(r"<(/?(?:html|head|body|title))>", re.I)

_TIGHT_BOLD: Final = re.compile(r"\*\*([^*\s][^*\n]*[:.,;!?)])\*\*(?=\w)")
"""Bold words that end in a sign, right before a letter: bold for kramdown only."""

_ELEMENT: Final = re.compile(r"^([ \t]*)<(/?)(\w+)\b[^<>\n]*>[ \t]*$")
_INSIDE_DEPTH: Final = 20
_MARKDOWN_INSIDE: Final = re.compile(
    r"\smarkdown(?:=[\"']?(?:1|block|span|true)\b|(?=[\s>]))", re.IGNORECASE
)
"""Of an element whose content is Markdown, which others take for HTML up to the next empty line."""

_LINK: Final = re.compile(r"\]\(((?:https?|mailto):[^()\"\n]+)\)")
_ALERT: Final = re.compile(r"(\s*)>\s*\[!(\w+)\]\s*\Z")
_LOOKS: Final = re.compile(
    r"(?:^|[\s.])(?:zoom|inline|procedure|no-copy)|width|height|style|table", re.I
)


def markdown_to_html(text: str, note: Note, *, indented_code: bool = True) -> str:
    """Return HTML that says what the Markdown says; raw HTML in it is passed on, to be sieved.

    Without `indented_code`, as in MDX, lines that stand far in are text.
    """
    if _MARKDOWN_INSIDE.search(text):
        text = "\n".join(_apart_from_elements(text.split("\n")))
    env: dict[str, Any] = {}
    parser = _parser(indented_code=indented_code)
    html = str(parser.render(widen_tables(_resolve_attributes(text, note)), env))
    for line in flattened_lines(env):
        note("nested too deep, written as a paragraph", line)
    return html


@cache
def _parser(*, indented_code: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(deflist_plugin).use(footnote_plugin)
    if not indented_code:
        parser.disable("code")
    keep_deep_words(parser)
    bound_brackets(parser)
    return parser


def _resolve_attributes(text: str, note: Note) -> str:
    """Replace attribute lists, except inside code."""
    lines: list[str] = []
    source = text.split("\n")
    fence = ""
    position = 0
    while position < len(source):
        line = source[position]
        position += 1
        opening = FENCE.match(line)
        if fence or opening:
            lines.append(line)
            fence = next_fence(fence, opening)
        elif listed := _BLOCK_LIST.match(line):
            position = _block_list(listed, source, position, lines, note)
        elif alert := _ALERT.match(line):
            position = _alert(alert, source, position, lines)
        else:
            lines.append(_without_span_lists(line, note))
    return "\n".join(lines)


def _block_list(
    listed: re.Match[str], source: list[str], position: int, lines: list[str], note: Note
) -> int:
    """Handle an attribute list on a line of its own, which belongs to the paragraph beside it."""
    indent, attributes = listed.groups()
    callout = _CALLOUT.search(attributes)
    if callout is None:
        if not _LOOKS.search(attributes):
            note("attribute left out", attributes.strip())
        return position
    if lines and lines[-1].strip():  # it stands directly below what it is about
        start = len(lines)
        while start and lines[start - 1].strip():
            start -= 1
        paragraph, lines[start:] = lines[start:], []
    else:
        end = position
        while end < len(source) and source[end].strip() and not _BLOCK_LIST.match(source[end]):
            end += 1
        paragraph, position = source[position:end], end
        paragraph = [_without_span_lists(line, note) for line in paragraph]
    lines += _callout(indent, callout[1], paragraph)
    return position


def _alert(alert: re.Match[str], source: list[str], position: int, lines: list[str]) -> int:
    """Handle GitHub's `> [!NOTE]`."""
    end = position
    while end < len(source) and source[end].lstrip().startswith(">"):
        end += 1
    paragraph = [alert[1] + re.sub(r"^\s*> ?", "", source[index]) for index in range(position, end)]
    lines += _callout(alert[1], alert[2].lower(), paragraph)
    return end


def _callout(indent: str, kind: str, paragraph: list[str]) -> list[str]:
    opening = f'{indent}<div class="callout-{kind}">'
    return ["", opening, "", *paragraph, "", f"{indent}</div>", ""]


def _without_span_lists(line: str, note: Note) -> str:
    """The line without attribute lists, and with what only kramdown understands made plain."""
    parts = _CODE_SPAN.split(line)
    for index in range(0, len(parts), 2):
        parts[index] = _TIGHT_BOLD.sub(r"<b>\1</b>", parts[index])
        parts[index] = _LINK.sub(_without_spaces, parts[index])
        parts[index] = _spoken_tags(parts[index], is_first=index == 0)
        for attributes in _SPAN_LIST.findall(parts[index]):
            inner = attributes[2:-1].strip()
            if not _LOOKS.search(inner) and "target=" not in inner:
                note("attribute left out", inner)
        parts[index] = _SPAN_LIST.sub("", parts[index])
    return "".join(parts)


def _apart_from_elements(lines: list[str]) -> list[str]:
    """The lines of elements that hold Markdown apart from their tags and as far in as these."""
    ends = _ends_of_elements(lines)
    done: list[str] = []
    open_ends: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        if open_ends and place == open_ends[-1][0]:
            open_ends.pop()
            out = sum(width for _end, width in open_ends)
            done += ["", _further_out(line, out), ""]
            continue
        done.append(_further_out(line, sum(width for _end, width in open_ends)))
        if place in ends and len(open_ends) < _INSIDE_DEPTH:
            open_ends.append((ends[place], _width_inside(lines[place : ends[place]])))
            done.append("")
    return done


def _ends_of_elements(lines: list[str]) -> dict[int, int]:
    """The lines in which elements that hold Markdown begin, and those in which they end."""
    found: dict[int, int] = {}
    begun: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if (tag := _ELEMENT.match(line)) is None:
            continue
        same = begun.setdefault(tag[3].lower(), [])
        if not tag[2]:
            same.append(place)
        elif same and _MARKDOWN_INSIDE.search(lines[start := same.pop()]):
            found[start] = place
    return found


def _width_inside(lines: list[str]) -> int:
    """How much further in than its tag stands what an element holds."""
    own, *inside = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return max(min(inside, default=own) - own, 0)


def _further_out(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip())) :]


def _spoken_tags(text: str, *, is_first: bool) -> str:
    """Tags of a document after other words are spoken of: no article begins there."""
    words_from = len(text) - len(text.lstrip()) if is_first else -1

    def written(tag: re.Match[str]) -> str:
        return f"&lt;{tag[1]}&gt;" if tag.start() > words_from else tag[0]

    return _DOCUMENT_TAG.sub(written, text)


def _without_spaces(link: re.Match[str]) -> str:
    """A link whose URL holds spaces, which only kramdown takes."""
    return f"]({link[1].replace(' ', '%20')})"

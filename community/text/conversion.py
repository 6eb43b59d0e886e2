"""HTML of other sites to Markdown: what it says and how it is built stay, its looks go."""

import re
from itertools import chain
from typing import Final

from community.text.escaping import escape_heading, escape_line_start, fence_for
from community.text.foreign import Element, HtmlRefused, Node, NoteLoss, shape_html, text_of
from community.text.inline_conversion import HARD_BREAK, InlineWriter, loss_in_post
from community.text.tables import convert_table

_RULE: Final = "___"
_LANGUAGE_CLASS: Final = re.compile(r"(?:lang|language)-([\w+#.-]+)")
_NO_LANGUAGES: Final = frozenset({"none", "text", "plaintext", "default"})
_QUOTE_MARKS: Final = {False: "> ", True: ">! "}
_TAG: Final = re.compile(r"<[^<>]*>")
_NEXT_BLOCK_MAY_FOLLOW: Final = re.compile(r"(?:[-*]|1[.)]) {1,9}\S")


def html_to_markdown(html: str, note: NoteLoss = lambda kind, detail: None) -> str:
    """Return Markdown that renders to the same text and structure as the HTML fragment.

    Of HTML that is more than may be read the words are kept and nothing else.
    """
    try:
        blocks = shape_html(html, note)
    except HtmlRefused as error:
        note("only the words of a text kept", str(error))
        return "\n".join(_convert_paragraph([_TAG.sub(" ", html)]))
    for block in blocks:
        for inner in (block, *block.elements()):
            if loss := loss_in_post(inner):
                note(*loss)
    return "\n\n".join(_convert_blocks(blocks))


def _convert_blocks(blocks: list[Element]) -> list[str]:
    """Return the blocks of Markdown that say the same."""
    written: list[str] = []
    previous_list = ""
    for block in chain.from_iterable(map(_counted_down, blocks)):
        if block.name in {"ul", "ol"}:
            is_second = previous_list == block.name
            written += _convert_list(block, is_second=is_second)
            previous_list = "" if is_second else block.name
        elif found := _convert_block(block):
            written += found
            previous_list = ""
    return written


def _counted_down(block: Element) -> list[Element]:
    """A list that counts down as lists of one item each, whose numbers Markdown can keep."""
    if block.name != "ol" or "reversed" not in block.attributes:
        return [block]
    first = _start_number(block)
    return [
        Element("ol", {"start": str(max(first - place, 0))}, [item])
        for place, item in enumerate(_elements(block))
    ]


def _convert_block(block: Element) -> list[str]:
    match block.name:
        case "line" | "p" | "figcaption":
            blocks = _convert_paragraph(block.children)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            blocks = _convert_heading(block)
        case "hr":
            blocks = [_RULE]
        case "pre":
            blocks = [_convert_code(block)]
        case "blockquote":
            blocks = _convert_quotation(block)
        case "table":
            blocks = _convert_table(block)
        case "figure":
            blocks = _convert_figure(block)
        case _:
            blocks = _convert_blocks(_elements(block))
    return blocks


def _elements(block: Element) -> list[Element]:
    return [child for child in block.children if isinstance(child, Element)]


def _convert_paragraph(nodes: list[Node]) -> list[str]:
    text = InlineWriter().convert(nodes).strip()
    end = len(text)
    while _ends_with_break(text, end):
        end -= 1
        while end and text[end - 1].isspace():
            end -= 1
    lines = [escape_line_start(line.strip(" ")) for line in text[:end].split("\n")]
    paragraph = "\n".join(lines)
    return [paragraph] if paragraph else []


def _ends_with_break(text: str, end: int) -> bool:
    """Tell a hard break that lost its line end from an escaped backslash."""
    start = end
    while start and text[start - 1] == "\\":
        start -= 1
    return (end - start) % 2 == 1


def _convert_heading(block: Element) -> list[str]:
    text = InlineWriter().convert(block.children).replace(HARD_BREAK, "<br>").strip()
    return [f"{'#' * int(block.name[1])} {escape_heading(text)}"] if text else []


def _convert_code(block: Element) -> str:
    code = text_of(block)
    fence = fence_for(code, shortest=3)
    return f"{fence}{_find_language(block)}\n{code}\n{fence}"


def _find_language(block: Element) -> str:
    found = (match.group(1) for match in _LANGUAGE_CLASS.finditer(block.get("class")))
    return next((name for name in found if name not in _NO_LANGUAGES), "")


def _convert_table(block: Element) -> list[str]:
    caption = [child for child in _elements(block) if child.name == "caption"]
    above = _convert_paragraph(caption[0].children) if caption else []
    return [*above, convert_table(block)]


def _convert_figure(block: Element) -> list[str]:
    pictures: list[Node] = []
    captions: list[str] = []
    for part in _elements(block):
        if part.name == "figcaption":
            captions += _convert_paragraph(part.children)
        else:
            pictures += [" ", part]
    return [*_convert_paragraph(pictures), *captions]


def _convert_quotation(block: Element) -> list[str]:
    mark = _QUOTE_MARKS["spoiler" in block.classes]
    lines = "\n\n".join(_convert_blocks(_elements(block))).split("\n")
    if lines == [""]:
        return []
    return ["\n".join(f"{mark}{line}" if line else mark.rstrip() for line in lines)]


def _convert_list(block: Element, *, is_second: bool) -> list[str]:
    """Return one list; a list right after another of its kind takes the other mark."""
    items = _elements(block)
    is_loose = any(child.name == "p" for item in items for child in _elements(item))
    number = _start_number(block)
    written = []
    for item in items:
        if block.name == "ol":
            mark = f"{number}{')' if is_second else '.'} "
            number += 1
        else:
            mark = "* " if is_second else "- "
        written.append(_convert_item(item, mark, is_loose=is_loose))
    return [("\n\n" if is_loose else "\n").join(written)] if written else []


def _start_number(block: Element) -> int:
    start = block.get("start") or "1"
    return int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1


def _convert_item(item: Element, mark: str, *, is_loose: bool) -> str:
    content = ""
    for block in _convert_blocks(_elements(item)):
        tight = not is_loose and _NEXT_BLOCK_MAY_FOLLOW.match(block) is not None
        content += ("\n" if tight else "\n\n") * bool(content) + block
    lines = content.split("\n")
    indented = [lines[0], *((" " * len(mark) + line if line else "") for line in lines[1:])]
    return (mark + "\n".join(indented)).rstrip(" ")

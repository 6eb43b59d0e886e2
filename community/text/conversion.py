"""HTML of other sites to Markdown: what it says and how it is built stay, its looks go."""

import re
from itertools import groupby
from typing import Final

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from community.text.escaping import escape_heading, escape_line_start, fence_for
from community.text.inline_conversion import HARD_BREAK, MAX_DEPTH, InlineWriter, parse_html
from community.text.source import normalize_source
from community.text.tables import convert_table

BLOCK_TAGS: Final = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div"),
        *("dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "ul"),
    ]
)
_RULE: Final = "___"
_LANGUAGE_CLASS: Final = re.compile(r"(?:lang|language)-([\w+#.-]+)")
_NO_LANGUAGES: Final = frozenset({"none", "text", "plaintext", "default"})
_QUOTE_MARKS: Final = {False: "> ", True: ">! "}


def html_to_markdown(html: str) -> str:
    """Return Markdown that renders to the same text and structure as the HTML fragment."""
    soup = parse_html(normalize_source(html))
    return "\n\n".join(_convert_children(soup, depth=0))


def _is_block(node: PageElement) -> bool:
    """Tell whether the node is a block, or an inline element that (wrongly) holds one."""
    if not isinstance(node, Tag):
        return False
    return node.name in BLOCK_TAGS or node.find(list(BLOCK_TAGS)) is not None


def _convert_children(tag: Tag, *, depth: int) -> list[str]:
    """Return the blocks of Markdown that the children make; stray text becomes paragraphs."""
    if depth >= MAX_DEPTH:
        return _convert_paragraph([NavigableString(tag.get_text(" "))])
    blocks: list[str] = []
    previous_list = ""
    for is_block, group in groupby(tag.children, key=_is_block):
        if not is_block:
            paragraph = _convert_paragraph(list(group))
            blocks += paragraph
            previous_list = "" if paragraph else previous_list
            continue
        for node in group:
            if not isinstance(node, Tag):
                continue
            if node.name in {"ul", "ol"}:
                is_second = previous_list == node.name
                blocks += _convert_list(node, is_second=is_second, depth=depth)
                previous_list = "" if is_second else node.name
            else:
                blocks += _convert_block(node, depth=depth)
                previous_list = ""
    return blocks


def _convert_block(tag: Tag, *, depth: int) -> list[str]:
    match tag.name:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            blocks = _convert_heading(tag)
        case "hr":
            blocks = [_RULE]
        case "pre":
            blocks = [_convert_code(tag)]
        case "blockquote":
            blocks = _convert_quotation(tag, depth=depth)
        case "table":
            blocks = convert_table(tag)
        case "li":
            blocks = [_convert_item(tag, "- ", is_loose=False, depth=depth)]
        case _:
            blocks = _convert_children(tag, depth=depth + 1)
    return blocks


def _convert_paragraph(nodes: list[PageElement]) -> list[str]:
    text = InlineWriter().convert(nodes).strip()
    while text.endswith("\\\n") or (text.endswith("\\") and _ends_with_break(text)):
        text = text[:-1].rstrip()
    lines = [escape_line_start(line.strip(" ")) for line in text.split("\n")]
    paragraph = "\n".join(lines)
    return [paragraph] if paragraph else []


def _ends_with_break(text: str) -> bool:
    """Tell a hard break that lost its line end from an escaped backslash."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _convert_heading(tag: Tag) -> list[str]:
    text = InlineWriter().convert(list(tag.children)).replace(HARD_BREAK, "<br>").strip()
    return [f"{'#' * int(tag.name[1])} {escape_heading(text)}"] if text else []


def _classes(tag: Tag) -> str:
    classes = tag.get("class")
    return classes if isinstance(classes, str) else " ".join(classes or ())


def _find_language(tag: Tag) -> str:
    for element in (tag, tag.find("code")):
        if not isinstance(element, Tag):
            continue
        found = _LANGUAGE_CLASS.search(_classes(element))
        if found and found.group(1) not in _NO_LANGUAGES:
            return found.group(1)
    return ""


def _convert_code(tag: Tag) -> str:
    for line_break in tag.find_all("br"):
        line_break.replace_with("\n")
    code = tag.get_text().removeprefix("\n").removesuffix("\n")
    fence = fence_for(code, shortest=3)
    return f"{fence}{_find_language(tag)}\n{code}\n{fence}"


def _convert_quotation(tag: Tag, *, depth: int) -> list[str]:
    mark = _QUOTE_MARKS["spoiler" in _classes(tag).split()]
    lines = "\n\n".join(_convert_children(tag, depth=depth + 1)).split("\n")
    if lines == [""]:
        return []
    return ["\n".join(f"{mark}{line}" if line else mark.rstrip() for line in lines)]


def _convert_list(tag: Tag, *, is_second: bool, depth: int) -> list[str]:
    """Return one list; a list right after another of its kind takes the other mark."""
    items = [node for node in tag.children if _is_content(node)]
    is_loose = any(isinstance(item, Tag) and item.find("p", recursive=False) for item in items)
    number = _start_number(tag)
    written = []
    for item in items:
        if tag.name == "ol":
            mark = f"{number}{')' if is_second else '.'} "
            number += 1
        else:
            mark = "* " if is_second else "- "
        written.append(_convert_item(item, mark, is_loose=is_loose, depth=depth))
    return [("\n\n" if is_loose else "\n").join(written)] if written else []


def _is_content(node: PageElement) -> bool:
    if isinstance(node, PreformattedString):
        return False
    return isinstance(node, Tag) or bool(str(node).strip())


def _start_number(tag: Tag) -> int:
    start = str(tag.get("start") or "1")
    return int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1


def _convert_item(item: PageElement, mark: str, *, is_loose: bool, depth: int) -> str:
    if isinstance(item, Tag):
        if item.name == "li":
            blocks = _convert_children(item, depth=depth + 1)
        else:
            blocks = _convert_block(item, depth=depth + 1)
            if item.name in {"ul", "ol"}:
                blocks = _convert_list(item, is_second=False, depth=depth + 1)
    else:
        blocks = _convert_paragraph([item])
    content = ""
    for block in blocks:
        tight = not is_loose and _may_follow_directly(block)
        content += ("\n" if tight else "\n\n") * bool(content) + block
    lines = content.split("\n")
    indented = [lines[0], *((" " * len(mark) + line if line else "") for line in lines[1:])]
    return (mark + "\n".join(indented)).rstrip(" ")


def _may_follow_directly(block: str) -> bool:
    """Tell whether the block can follow a paragraph without a blank line between them."""
    return re.match(r"(?:[-*]|1[.)]) +\S", block) is not None

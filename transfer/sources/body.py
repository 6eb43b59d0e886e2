"""Convert the text of an article to blocks, including tabs and the targets of links."""

import re
import uuid
from typing import Final

from bs4 import BeautifulSoup, Tag

from community.text.foreign import HtmlRefused, parse_html, soup_of
from kb.conversion.context import BadItem, PlacedContext
from kb.conversion.html_blocks import html_to_blocks
from kb.conversion.markdown_blocks import RawBlock, new_block
from kb.conversion.places import mark_places, settle_places
from kb.enums import Aspect
from kb.text.variants import option_key
from transfer.sources.dialects.code import without_marks
from transfer.sources.dialects.containers import TAB_CLASS, TABS_CLASS

_PLACEHOLDER: Final = re.compile(r"<p>\s*\ue102(\d+)\ue103\s*</p>")
_IN_VARIANTS: Final = frozenset(
    {"text", "steps", "callout", "code", "table", "picture", "video", "download"}
)
_NAME_LENGTH: Final = 200
_TOP_LEVEL: Final = frozenset({"[document]", "body", "html", "main", "article", "section"})


def html_to_body(
    html: str, context: PlacedContext, *, top_ids: tuple[str, ...] = (), title: str = ""
) -> list[RawBlock]:
    """Return an article's body as blocks. Links to missing places in the text are reported."""
    try:
        soup = soup_of(parse_html(without_marks(html), context.note))
    except HtmlRefused as error:
        raise BadItem(str(error)) from error
    mark_places(soup, context)
    groups = _take_tabs(soup)
    blocks: list[RawBlock] = []
    for block in html_to_blocks(str(soup), context):
        blocks += _with_tabs(block, groups, context)
    context.heading = ""
    return settle_places(blocks, context, top_ids=top_ids, title=title)


def _take_tabs(soup: BeautifulSoup) -> list[list[tuple[str, str]]]:
    """Replace groups of tabs with placeholders, or with titled text where no block fits."""
    groups: list[list[tuple[str, str]]] = []
    for node in soup.find_all("div", class_=TABS_CLASS):
        tabs = node.find_all("div", class_=TAB_CLASS, recursive=False)
        if node.parent is None or node.parent.name not in _TOP_LEVEL:
            _write_out(soup, node, tabs)
            continue
        groups.append([(str(tab.get("title") or ""), tab.decode_contents()) for tab in tabs])
        mark = soup.new_tag("p")
        mark.string = f"\ue102{len(groups) - 1}\ue103"
        node.replace_with(mark)
    return groups


def _write_out(soup: BeautifulSoup, node: Tag, tabs: list[Tag]) -> None:
    for tab in tabs:
        name = soup.new_tag("p")
        name.append(bold := soup.new_tag("b"))
        bold.string = str(tab.get("title") or "")
        tab.insert_before(name)
        tab.unwrap()
    node.unwrap()


def _with_tabs(
    block: RawBlock, groups: list[list[tuple[str, str]]], context: PlacedContext
) -> list[RawBlock]:
    """Split a text block at its placeholders and insert the groups of tabs."""
    if block["type"] != "text" or "\ue102" not in block["value"]:
        return [block]
    parts = _PLACEHOLDER.split(block["value"])
    blocks: list[RawBlock] = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            blocks += [new_block("text", part)] if part.strip() else []
        else:
            blocks += _variants(groups[int(part)], context)
    return blocks


def _variants(tabs: list[tuple[str, str]], context: PlacedContext) -> list[RawBlock]:
    items = []
    taken: set[str] = set()
    for number, (title, html) in enumerate(tabs, start=1):
        context.heading = title
        content = [_fitting(block) for block in html_to_blocks(html, context)]
        if content:
            name = _free_name(title, number, taken)
            value = {"names": name, "content": content}
            items.append({"type": "item", "value": value, "id": str(uuid.uuid4())})
    if not items:
        return []
    return [new_block("variants", {"aspect": Aspect.PLATFORM.value, "variants": items})]


def _fitting(block: RawBlock) -> RawBlock:
    """Return a block that is allowed in a variant; others become text."""
    if block["type"] in _IN_VARIANTS:
        return block
    value = block["value"]
    return new_block("text", str(value.get("text") or "") if isinstance(value, dict) else "")


def _free_name(title: str, number: int, taken: set[str]) -> str:
    """Return a unique name for a tab, without commas, which separate names."""
    name = " ".join(title.replace(",", " /").split())[:_NAME_LENGTH] or str(number)
    while not option_key(name) or option_key(name) in taken:
        name = f"{name[: _NAME_LENGTH - 5]} {number}"
        number += 1
    taken.add(option_key(name))
    return name

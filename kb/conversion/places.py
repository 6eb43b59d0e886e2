"""Places inside a page that links point at: ids of headings, anchors, footnotes.

While HTML becomes blocks, marks that no text holds travel in the words; afterwards each mark is
the place of the paragraph, heading or item around it (`kb.text.anchors`).
"""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any, Final
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from core.unicode import slugify
from kb.conversion.context import PlacedContext
from kb.conversion.heading_ids import heading_ids
from kb.conversion.markdown_blocks import RawBlock
from kb.text.anchors import (
    HEADING,
    anchors_of,
    free_anchor,
    given_places,
    places_in,
    text_of_html,
    with_place,
)

_MARK: Final = re.compile("\ue104([^\ue104\ue105]*)\ue105")
_LINK: Final = re.compile(r'<a href="#([^"]*)">(.*?)</a>', re.DOTALL)
_ELEMENT: Final = re.compile(r"<(p|h2|h3|h4|li|blockquote)(?: [^<>]*)?>")
_ANCHOR: Final = re.compile(r'<a id="([^"<>]*)"></a>')
_TOP: Final = frozenset({"", "top", "_top", "page-top", "main"})
_PAGE: Final = "main"
"""Every page of ours has this place at its beginning (`templates/base.html`)."""

_BACK: Final = re.compile(r"[\s\u21a9\ufe0e\u2191^]*\Z")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_MAX_ID: Final = 150


def mark_places(soup: BeautifulSoup, context: PlacedContext) -> None:
    """Put marks into the words where something points; footnotes become a list at the end."""
    _settle_footnotes(soup)
    for link in soup.find_all("a", href=True):
        _page, sign, place = str(link["href"]).partition("#")
        if sign:
            context.want(unquote(place))
    for node in soup.find_all(True):
        names = [str(node.get(name) or "") for name in ("id", "name")]
        names = [name for name in dict.fromkeys(names) if name and len(name) <= _MAX_ID]
        if node.name not in ("a", *_HEADINGS):
            names = names[:1] if node.get("id") else []
        is_heading = node.name in _HEADINGS or node.find_parent(_HEADINGS) is not None
        wanted = [name for name in names if is_heading or context.is_wanted(name)]
        if wanted and not node.find_parent(("pre", "code")):
            _mark(node, "".join(f"\ue104{name}\ue105" for name in wanted))


def mark_anchors(html: str) -> str:
    """Put a mark where an anchor without words stands: all that our own files write."""
    return _ANCHOR.sub("\ue104\\1\ue105", html)


def settle_places(
    blocks: list[RawBlock],
    context: PlacedContext,
    *,
    top_ids: tuple[str, ...] = (),
    title: str = "",
) -> list[RawBlock]:
    """Turn marks into places and let links inside the page lead to one, or to nowhere, reported."""
    _resolve_marks(blocks, context)
    _name_headings(blocks, context)
    present = anchors_of(blocks)
    of_title = {*top_ids, *heading_ids(title)}

    def lead(html: str) -> str:
        return _LINK.sub(lambda link: _link(link, present, of_title, context), html)

    for block in blocks:
        block["value"] = _rich_texts(block["value"], lead)
    return blocks


def _mark(node: Tag, mark: str) -> None:
    """Write a mark where the words of an element begin."""
    if node.name in ("img", "br", "hr", "input"):
        node.insert_before(mark)
        return
    inner: Tag = node
    while (first := _first_element(inner)) is not None and first.name in _HOLDERS:
        inner = first
    if node.name in ("table", "ul", "ol", "dl", "tr", "tbody", "thead") and inner is node:
        node.insert_before(mark)
    else:
        inner.insert(0, mark)


_HOLDERS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "section", "table", "tbody", "thead", "tr", "td", "th", "dl"}
    | {"dt", "dd", "blockquote", "article", "figure", *_HEADINGS}
)


def _first_element(node: Tag) -> Tag | None:
    for child in node.children:
        if isinstance(child, Tag):
            return child
        if str(child).strip():
            return None
    return None


def _settle_footnotes(soup: BeautifulSoup) -> None:
    """Footnotes stand at the end with the number that the text shows, without the way back."""
    for section in soup.find_all(["section", "div"], class_="footnotes"):
        for rule in section.find_all("hr"):
            rule.decompose()
        for number, item in enumerate(section.select(":scope > ol > li"), start=1):
            for back in item.find_all("a", href=re.compile(r"^#")):
                is_back = "footnote-backref" in back.get_attribute_list("class")
                if is_back or _BACK.match(back.get_text()):
                    back.decompose()
            paragraph = item.find("p") or item
            paragraph.insert(0, sup := soup.new_tag("sup"))
            sup.string = str(number)
            sup.insert_after(" ")
            paragraph.insert(0, f"\ue104{item.get('id')}\ue105" if item.get("id") else "")
            item.attrs = {}
            item.name = "div"
        for holder in section.find_all("ol", recursive=False):
            holder.name = "div"
    for rule in soup.find_all("hr", class_="footnotes-sep"):
        rule.decompose()


def _resolve_marks(blocks: list[RawBlock], context: PlacedContext) -> None:
    """Give each mark to the element around it; a mark alone goes to what follows."""
    waiting: list[str] = []
    for block in blocks:
        block["value"] = _rich_texts(
            block["value"], lambda text: settle_marks(text, waiting), every=True
        )
    for name in waiting:
        context.note("place inside the page lost", f"#{name}")


def settle_marks(text: str, waiting: list[str]) -> str:
    """A text without marks; in rich text the elements around them have places instead."""
    if not waiting and "\ue104" not in text:
        return text
    if not _ELEMENT.search(text):
        waiting += _MARK.findall(text)
        return _MARK.sub("", text)
    starts = [*_ELEMENT.finditer(text)]
    parts = [text[: starts[0].start()]]
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        inside = text[start.end() : end]
        names = [*waiting, *_MARK.findall(inside)]
        inside = _MARK.sub("", inside)
        if not text_of_html(inside) and start[1] == "p" and "<" not in inside.replace("</p>", ""):
            waiting[:] = names  # a paragraph that held nothing but marks
            parts.append(inside.replace("</p>", "", 1))
            continue
        waiting[:] = []
        parts.append(with_place(start[0], names) + inside)
    return "".join(parts)


def _name_headings(blocks: list[RawBlock], context: PlacedContext) -> None:
    """Give headings the ids that links use where ours would be others."""
    used: set[str] = set()
    counts: dict[str, int] = {}

    def gather(html: str) -> str:
        used.update(given_places(html))
        return html

    def name(heading: re.Match[str]) -> str:
        level, attributes, inner = heading.groups()
        text = text_of_html(inner)
        names: list[str] = []
        for base in heading_ids(text):
            number = counts.get(base, 0)
            counts[base] = number + 1
            names += [f"{base}-{number}", f"{base}_{number}"] if number else [base]
        if places_in(attributes):
            return heading[0]
        own = free_anchor(text, used)
        wanted = [name for name in names if name not in used and context.is_wanted(name)]
        if not wanted:
            return heading[0]
        used.discard(own)
        used.add(wanted[0])
        return f"{with_place(f'<h{level}>', wanted[:1])}{inner}</h{level}>"

    for change in (gather, lambda html: HEADING.sub(name, html)):
        for block in blocks:
            block["value"] = _rich_texts(block["value"], change)


def _link(
    link: re.Match[str], present: set[str], of_title: set[str], context: PlacedContext
) -> str:
    name, words = unescape(unquote(link[1])), link[2]
    for form in (name, slugify(name), name.lower()):
        if form in present:
            return f'<a href="#{escape(form)}">{words}</a>'
    if name.lower() in _TOP or name in of_title or name.lower() in of_title:
        return f'<a href="#{_PAGE}">{words}</a>'
    context.note("link to nowhere on the page", f"#{name}")
    return words


def _rich_texts(value: Any, change: Callable[[str], str], *, every: bool = False) -> Any:
    """A block's value with its texts changed, in reading order."""
    if isinstance(value, str):
        return change(value) if every or value.lstrip().startswith("<") else value
    if isinstance(value, list):
        return [_rich_texts(item, change, every=every) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in ("id", "type", "aspect") else _rich_texts(item, change, every=every)
            for key, item in value.items()
        }
    return value

"""Text that a word processor puts on the clipboard, made into plain HTML.

Word writes a list as paragraphs whose style names the list and the level, with the bullet or the
number as text; a heading may be a paragraph of the style "Title".
"""

import re
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

_SIGN: Final = re.compile(r"mso-|class=[\"']?Mso|urn:schemas-microsoft-com:office", re.IGNORECASE)
_LIST: Final = re.compile(r"mso-list:\s*l(\d+)\s+level(\d)", re.IGNORECASE)
_IGNORED: Final = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBER: Final = re.compile(r"^\(?(\d+|[a-zA-Z]|[ivxlcIVXLC]+)[.)]")
_WITHOUT_WORDS: Final = ("head", "style", "script", "xml", "meta", "link", "title")


def is_from_word(html: str) -> bool:
    return _SIGN.search(html) is not None


def clean_word(html: str) -> str:
    """HTML of Word with real lists and headings, and without what only Word understands."""
    soup = BeautifulSoup(html, "html.parser")
    for text in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        text.extract()
    for tag in soup.find_all(_WITHOUT_WORDS):
        tag.decompose()
    for tag in soup.find_all(lambda tag: ":" in tag.name):
        tag.unwrap()
    for title in soup.find_all("p", class_="MsoTitle"):
        title.name = "h1"
    for first in list(soup.find_all("p", style=_LIST)):
        if first.parent is not None and not first.find_parent(["ul", "ol"]):
            _make_list(soup, list(_run_of_items(first)))
    for paragraph in soup.find_all("p"):
        if not paragraph.get_text().strip() and paragraph.find("img") is None:
            paragraph.decompose()
    return str(soup)


def _run_of_items(first: Tag) -> Iterator[Tag]:
    """The paragraphs of one list, which follow one another."""
    node: Tag | None = first
    number = _place(first)[0]
    while node is not None and node.name == "p" and _place(node)[0] == number:
        yield node
        node = node.find_next_sibling()


def _place(paragraph: Tag) -> tuple[str, int]:
    """Of which list a paragraph is an item, and how deep; the name is empty where of none."""
    found = _LIST.search(str(paragraph.get("style") or ""))
    return (found[1], int(found[2])) if found else ("", 0)


def _make_list(soup: BeautifulSoup, items: list[Tag]) -> None:
    """Put the paragraphs into lists inside one another, in place of the first of them."""
    open_lists: list[tuple[int, Tag]] = []
    for paragraph in items:
        level = _place(paragraph)[1]
        kind = _kind_of(paragraph)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            made = soup.new_tag(kind)
            if open_lists:
                open_lists[-1][1].find_all("li", recursive=False)[-1].append(made)
            else:
                paragraph.insert_before(made)
            open_lists.append((level, made))
        paragraph.extract()
        paragraph.name = "li"
        paragraph.attrs = {}
        open_lists[-1][1].append(paragraph)


def _kind_of(paragraph: Tag) -> str:
    """Numbered or not, by the sign that Word wrote, which goes."""
    sign = paragraph.find("span", style=_IGNORED)
    if sign is None:
        return "ul"
    words = sign.get_text().strip()
    sign.decompose()
    return "ol" if _NUMBER.match(words) else "ul"

"""Build a Beautiful Soup tree, for callers that change HTML before it is converted."""

from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList

from community.text.foreign.parsing import Element


def soup_of(root: Element) -> BeautifulSoup:
    """Return parsed HTML as a tree that can be changed and serialized again."""
    soup = BeautifulSoup("", "html.parser")
    _fill(soup, soup, root)
    return soup


def _fill(soup: BeautifulSoup, tag: Tag, element: Element) -> None:
    for child in element.children:
        if isinstance(child, str):
            tag.append(soup.new_string(child))
        else:
            inner = soup.new_tag(child.name, attrs=dict(child.attributes))
            if classes := child.classes:
                inner["class"] = AttributeValueList(classes)
            tag.append(inner)
            _fill(soup, inner, child)

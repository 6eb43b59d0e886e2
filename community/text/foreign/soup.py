"""The tree of an HTML text as a soup, for those who change it before it is shaped."""

from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList

from community.text.foreign.parsing import Element


def soup_of(root: Element) -> BeautifulSoup:
    """What was parsed, to be changed and written out as HTML again."""
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

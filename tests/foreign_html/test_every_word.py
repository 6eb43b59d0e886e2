"""Whatever HTML comes in: every word arrives once, in order, none glued to another."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foreign_html.reading import words_in, words_of_article, words_of_post

ROUTES = pytest.mark.parametrize("read", [words_of_article, words_of_post])
BOXES = (
    *("p", "div", "h1", "h2", "h5", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead"),
    *("tr", "td", "th", "caption", "blockquote", "pre", "section", "article", "details", "summary"),
    *("figure", "figcaption", "center", "form", "fieldset", "legend", "address", "menu", "tfoot"),
)
MARKS = ("b", "i", "em", "strong", "span", "font", "a", "code", "u", "sup", "small", "q", "label")
STRANGE = (
    *("noscript", "button", "object", "ruby", "rt", "svg", "math", "mi", "o:p", "x-box", "ac:link"),
    *("select", "option", "textarea", "picture", "canvas", "template", "video", "iframe", "xmp"),
)
ATTRIBUTES = (
    *('style="font-weight:normal"', 'style="font-weight:700"', 'class="note"', 'class="a b"'),
    *('rowspan="2"', 'colspan="3"', 'rowspan="0" colspan="2"', 'href="https://e.example/"'),
    *('role="presentation"', 'style="mso-list:l0 level1 lfo1"', 'start="3"', ""),
)
LEAVES = ("<br>", "<hr>", "<img src=a.png>", "<!-- no -->", "&nbsp;", "<wbr>", "<input>", "\n")

Tree = tuple[str, str, list["Tree"]] | str
_word = st.just("word")
_leaf: st.SearchStrategy[Tree] = _word | _word | st.sampled_from(LEAVES)
_tree = st.recursive(
    _leaf,
    lambda inner: st.tuples(
        st.sampled_from(BOXES) | st.sampled_from(BOXES) | st.sampled_from((*MARKS, *STRANGE)),
        st.sampled_from(ATTRIBUTES),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=14,
)
_document = st.lists(_tree, min_size=1, max_size=4)
_MAY_STAY_OPEN = ("p", "li", "dt", "dd", "td", "th", "tr", "option")


def written(trees: list[Tree], numbers: list[int], *, closed: bool) -> str:
    """HTML of the trees; each word is another one, and touches nothing but the ends of boxes."""
    parts = []
    for tree in trees:
        if tree == "word":
            numbers.append(len(numbers))
            parts.append(f" w{numbers[-1]}x ")
        elif isinstance(tree, str):
            parts.append(tree)
        else:
            name, attributes, children = tree
            inner = written(children, numbers, closed=closed)
            inner = inner.strip(" ") if name in BOXES and children == ["word"] else inner
            end = "" if name in _MAY_STAY_OPEN and not closed else f"</{name}>"
            parts.append(f"<{name} {attributes}>{inner}{end}")
    return "".join(parts)


def arrived(words: list[str]) -> list[str]:
    return re.findall(r"w\d+x", " ".join(words))


def wanted(html: str) -> list[str]:
    return arrived(words_in(html))


def check(html: str, read: Callable[[str], list[str]]) -> None:
    found = read(html)
    assert sorted(arrived(found)) == sorted(wanted(html)), html
    assert not [word for word in found if len(arrived([word])) > 1], html
    if "caption" not in html and "tfoot" not in html:
        assert arrived(found) == wanted(html), html


@ROUTES
@settings(deadline=None, derandomize=True)
@given(trees=_document, closed=st.booleans())
def test_every_word_of_random_html_arrives_once_in_order_and_apart(
    read: Callable[[str], list[str]], trees: list[Tree], closed: bool
) -> None:
    check(written(trees, [], closed=closed), read)

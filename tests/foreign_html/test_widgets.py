"""Flat lists that name their depth, formulas written several times, buttons beside code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.text import html_to_markdown
from kb.services.pasting import text_to_blocks
from tests.foreign_html.reading import words_of_article, words_of_post

A_B_C = "- A\n  - B\n- C"
FLAT = {
    "word for the web": '<ul><li aria-level="1">A</li></ul><ul><li aria-level="2">B</li></ul>\n'
    '<ul><li aria-level="1">C</li></ul>',
    "boxes of word": "".join(
        f'<div class="List"><ul><li data-aria-level="{level}">{word}</li></ul></div>'
        for level, word in ((1, "A"), (2, "B"), (1, "C"))
    ),
    "slack": '<ul data-indent="0"><li>A</li></ul><ul data-indent="1"><li>B</li></ul>'
    '<ul data-indent="0"><li>C</li></ul>',
    "quill": '<ul><li>A</li><li class="ql-indent-1">B</li><li>C</li></ul>',
    "nested already": '<ul><li aria-level="1">A</li><ul><li aria-level="2">B</li></ul>'
    '<li aria-level="1">C</li></ul>',
}  # fmt: skip


@pytest.mark.parametrize("html", FLAT.values(), ids=FLAT)
def test_lists_that_name_their_depth_are_nested(html: str) -> None:
    assert html_to_markdown(html) == A_B_C
    value = text_to_blocks(html)[0][0]["value"]
    assert value == "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>"


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    items=st.lists(
        st.tuples(st.sampled_from(("ul", "ol")), st.integers(0, 5), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_lists_of_any_depth_keep_their_items_in_order(items: list[tuple[str, int, bool]]) -> None:
    html = "".join(
        f"{'<div>' * boxed}<{name}><li aria-level={level}>w{place}w</li></{name}>{'</div>' * boxed}"
        for place, (name, level, boxed) in enumerate(items)
    )
    wanted = [f"w{place}w" for place in range(len(items))]
    for read in (words_of_article, words_of_post):
        assert [word for word in read(html) if word.startswith("w")] == wanted, html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<ol><li value="7">A</li><li>B</li></ol>', "7. A\n8. B"),
        ('<ol start="3"><li>A</li><li value="9">B</li></ol>', "3. A\n\n9) B"),
        ('<ol type="a"><li>A</li><li value="two">B</li></ol>', "1. A\n2. B"),
    ],
)
def test_numbers_of_items_are_kept_in_posts(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


def test_an_article_tells_of_a_number_that_it_cannot_keep() -> None:
    assert "numbering starts anew" in text_to_blocks('<ol><li value="7">A</li></ol>')[1]


MATHML = "<math><semantics><mrow><mi>E</mi></mrow>{}</semantics></math>"
TEX = '<annotation encoding="application/x-tex">E</annotation>'
FORMULAS = {
    "katex": f'<span class="katex"><span class="katex-mathml">{MATHML.format(TEX)}</span>'
    '<span class="katex-html" aria-hidden="true">E</span></span>',
    "katex for eyes only": '<span class="katex"><span aria-hidden="true">E</span></span>',
    "mathjax 2": '<span class="MathJax"><nobr aria-hidden="true">E</nobr><span>'
    "<math><mi>E</mi></math></span></span>",
    "mathjax 3": '<mjx-container><mjx-math aria-hidden="true">E</mjx-math><mjx-assistive-mml><math>'
    "<mi>E</mi></math></mjx-assistive-mml></mjx-container>",
    "wikipedia": f'<span class="mwe-math-element">{MATHML.format(TEX)}'
    '<img src=a.svg alt="E"></span>',
    "source": MATHML.format(TEX),
}  # fmt: skip


@pytest.mark.parametrize("html", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_comes_once(html: str) -> None:
    for read in (words_of_article, words_of_post):
        assert read(f"<p>so{html}is</p>") == ["so", "E", "is"]


def test_what_is_hidden_from_ears_elsewhere_stays() -> None:
    assert html_to_markdown('<p>a <span aria-hidden="true">b</span> c</p>') == "a b c"


@pytest.mark.parametrize(
    "html",
    [
        "<pre><button>Copy code</button><code>x = 1</code></pre>",
        '<div><div><span>python</span><button aria-label="Copy">Copy</button></div>'
        "<pre><code>x = 1</code></pre></div>",
        '<div><pre>x = 1</pre><clipboard-copy class="btn">Kopiuj</clipboard-copy></div>',
        '<pre>x = 1<button class="copy-btn"><svg></svg></button></pre>',
    ],
)
def test_a_button_that_copies_code_is_no_part_of_it_and_is_reported(html: str) -> None:
    blocks, lost = text_to_blocks(html)
    assert [block["value"]["code"] for block in blocks if block["type"] == "code"] == ["x = 1"]
    assert lost == {"HTML left out": 1}
    assert "cop" not in html_to_markdown(html).lower()


def test_other_buttons_beside_code_and_inside_it_stay() -> None:
    html = "<div><button>Copy the tent</button><pre>x <button>Run</button></pre></div>"
    assert html_to_markdown(html) == "Copy the tent\n\n```\nx Run\n```"


def test_a_table_around_tables_is_reported() -> None:
    html = "<table><tr><td><table><tr><td>A</td><td>B</td></tr></table></td><td>C</td></tr></table>"
    assert text_to_blocks(html)[1] == {"table around other tables written as paragraphs": 1}

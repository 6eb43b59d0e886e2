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
    "quill 2": '<ol><li data-list="bullet"><span class="ql-ui"></span>A</li>'
    '<li data-list="bullet" class="ql-indent-1">B</li><li data-list="bullet">C</li></ol>',
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
        ("<ol reversed><li>A</li><li>B</li></ol>", "2. A\n\n1) B"),
        ("<ol reversed start=9><li>A</li><li>B</li><li>C</li></ol>", "9. A\n\n8) B\n\n7. C"),
        ('<ol><li data-list="ordered">A</li><li data-list="ordered">B</li></ol>', "1. A\n2. B"),
        (
            '<ol><li data-list="ordered">A</li><li data-list="bullet" class="ql-indent-1">B</li>'
            '<li data-list="ordered">C</li></ol>',
            "1. A\n   - B\n2. C",
        ),
        ('<ol><li data-list="checked">A</li><li data-list="unchecked">B</li></ol>', "- ☑ A\n- ☐ B"),
    ],
)
def test_numbers_of_items_are_kept_in_posts(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("html", "loss"),
    [
        ('<ol><li value="7">A</li></ol>', "numbering starts anew"),
        ("<ol start=7><li>A</li><li>B</li></ol>", "numbering starts anew"),
        ("<ul><li>A<ol start=7><li>B</li></ol></li></ul>", "numbering starts anew"),
        ("<ol><li>A</li><li>B<ol start=7><li>C</li></ol></li></ol>", "numbering starts anew"),
        ("<blockquote><ol start=7><li>B</li></ol></blockquote>", "numbering starts anew"),
        ("<table><tr><td>A<ol start=7><li>B</li></ol></td></tr></table>", "numbering starts anew"),
        ("<ol reversed><li>A</li><li>B</li></ol>", "numbers that count down count up"),
        ("<ul><li><ol reversed><li>A</li></ol></li></ul>", "numbers that count down count up"),
        ("<ol type=a><li>A</li><li>B</li></ol>", "letters before items written as numbers"),
    ],
)
def test_an_article_tells_of_numbers_that_it_cannot_keep(html: str, loss: str) -> None:
    assert text_to_blocks(html)[1] == {loss: 1}


@pytest.mark.parametrize(
    ("html", "markdown", "loss"),
    [
        ('<iframe src="https://e.example/f"></iframe>', "[https://e.example/f](https://e.example/f)",
         "embedded page written as a link"),
        ('<iframe data-src="//e.example/f" src="about:blank" title="Film"></iframe>',
         "[Film](https://e.example/f)", "embedded page written as a link"),
        ('<object data="https://e.example/f.pdf"></object>',
         "[https://e.example/f.pdf](https://e.example/f.pdf)", "embedded page written as a link"),
        ('<video title="Film" src="/film.mp4"></video>', "Film", "HTML left out"),
        ('<video><source src="film.mp4"></video>', "film.mp4", "HTML left out"),
        ('<audio src="data:audio/ogg;base64,AA" title="Sound"></audio>', "Sound", "HTML left out"),
        ('<iframe srcdoc="words"></iframe>', "", "HTML left out"),
        ('<a href="javascript:x">go</a>', "go (javascript:x)", "link to nowhere"),
        ('<img src="data:image/png;base64,AA" alt="Tent">', "Tent", "picture missing"),
        ('<img src="data:image/gif;base64,R0" data-src="https://e.example/a.png" alt="Tent">',
         "![Tent](https://e.example/a.png)", ""),
        ("<ol type=i><li>A</li></ol>", "1. A", "letters before items written as numbers"),
        ("<script>x</script>", "", "HTML left out"),
        ("<table><tr><td rowspan=2>A</td><td>B</td></tr><tr><td>C</td></tr></table>",
         "|  |  |\n| --- | --- |\n| A | B |\n|  | C |", "merged cells written as empty ones"),
    ],
)  # fmt: skip
def test_a_post_keeps_the_words_and_tells_of_what_it_cannot_show(
    html: str, markdown: str, loss: str
) -> None:
    told: list[str] = []
    written = html_to_markdown(f"<p>so</p>{html}", lambda kind, _detail: told.append(kind))
    assert written.replace("https\\:", "https:") == "\n\n".join(filter(None, ["so", markdown]))
    assert told == [loss] * bool(loss)


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
    blocks, losses = text_to_blocks(html)
    assert [block["value"]["code"] for block in blocks if block["type"] == "code"] == ["x = 1"]
    assert losses == {"HTML left out": 1}
    assert "cop" not in html_to_markdown(html).lower()


def test_other_buttons_beside_code_and_inside_it_stay() -> None:
    html = "<div><button>Copy the tent</button><pre>x <button>Run</button></pre></div>"
    assert html_to_markdown(html) == "Copy the tent\n\n```\nx Run\n```"


def test_a_table_around_tables_is_reported() -> None:
    html = "<table><tr><td><table><tr><td>A</td><td>B</td></tr></table></td><td>C</td></tr></table>"
    assert text_to_blocks(html)[1] == {"table around other tables written as paragraphs": 1}

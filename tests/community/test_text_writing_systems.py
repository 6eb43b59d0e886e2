"""Markdown beside letters of every script: emphasis, mentions, and the way there and back."""

# ruff: noqa: RUF001 (letters of every script)

from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from community.text import html_to_markdown, render_inline, render_markdown
from community.text.delimiters import flanks


def html(markdown: str) -> str:
    return render_markdown(markdown).html.strip()


@pytest.mark.parametrize(
    ("before", "phrase", "after"),
    [
        ("", "粗体", "。后面"),
        ("", "粗体。", "中文"),
        ("这是", "“引号”", "的"),
        ("请看", "（注）", "下面"),
        ("重要", "说明：", "使用"),
        ("これは", "「太字」", "です。"),
        ("テスト", "。テスト", "、終わり"),
        ("한국어", "(굵게)", "는"),
        ("버튼", "‘저장’", "을 누르세요"),
        ("ขอ", '"ตัวหนา"', "ครับ"),
        ("ဗမာ", "(စာ)", "ဖြစ်"),
        ("ភាសា", "«ខ្មែរ»", "គឺ"),
        ("葛\U000e0100", "こ。", "う"),
        ("हि", "न्दी", "है"),
        ("", "نص", "، نص"),
        ("שלום ", "עולם", "!"),
    ],
)
def test_a_phrase_is_emphasised_whatever_script_stands_around_it(
    before: str, phrase: str, after: str
) -> None:
    inner = escape(phrase)
    for mark, tag in (("*", "em"), ("**", "strong"), ("~~", "s")):
        expected = f"{before}<{tag}>{inner}</{tag}>{after}"
        assert html(f"{before}{mark}{phrase}{mark}{after}") == f"<p>{expected}</p>"
        assert expected in render_inline(f"{before}{mark}{phrase}{mark}{after}").html


@pytest.mark.parametrize(
    "source", ['a**"b"**c', "snake_case_name", "हि_न्दी_है", "强_调_了", "2 * 3 * 4", "* a*", "a**。"]
)
def test_what_commonmark_leaves_alone_stays_as_it_is(source: str) -> None:
    assert "<em>" not in html(source)
    assert "<strong>" not in html(source)


_LATIN = st.text(alphabet="ab1é.,!?\"'()-_* ~«»…€ \u00a0яжא", max_size=12)


@given(_LATIN)
@example('a**"b"**c')
@example("**a **b")
def test_beside_letters_of_scripts_with_spaces_the_rule_is_commonmark(source: str) -> None:
    plain = MarkdownIt("commonmark").enable("strikethrough").disable("html_block")
    ours = BeautifulSoup(html(source), "html.parser")
    theirs = BeautifulSoup(plain.render(source), "html.parser")
    for tag in ("em", "strong", "s"):
        assert [x.text for x in ours.find_all(tag)] == [x.text for x in theirs.find_all(tag)]


_PIECES = st.text(
    alphabet="aé粗体。、「」（）“”हिन्दीขอ한굵1.,!?\"'()-_*~ \u00a0#&<", min_size=1, max_size=5
)
_MARKED = st.builds(
    lambda tag, text: f"<{tag}>{escape(text)}</{tag}>",
    st.sampled_from(["em", "strong", "s", "i", "b", "span"]),
    _PIECES,
)


@given(st.lists(_PIECES.map(escape) | _MARKED, min_size=1, max_size=4).map("".join))
@example("粗<b>“体”</b>字")
@example('foo<span><b>"x"</b></span>bar')
@example("a<b>.b</b>c")
def test_emphasis_of_any_script_survives_the_way_through_markdown(content: str) -> None:
    def said(source: str) -> list[tuple[str, str]]:
        """Every letter with whether it is strong or emphasised."""
        root = BeautifulSoup(source, "html.parser")
        return [
            (letter, "".join(sorted({_KINDS[p.name] for p in text.parents if p.name in _KINDS})))
            for text in root.find_all(string=True)
            for letter in str(text)
            if not letter.isspace()
        ]

    assert said(render_markdown(html_to_markdown(f"<p>{content}</p>")).html) == said(content)


_KINDS = {"b": "B", "strong": "B", "i": "I", "em": "I", "s": "S", "del": "S"}


def test_a_run_of_delimiters_may_do_what_the_rule_says() -> None:
    assert flanks("a ", "b") == (True, False)
    assert flanks("a", " b") == (False, True)
    assert flanks("a", "b") == (True, True)
    assert flanks("a", "b", marker="_") == (False, False)
    assert flanks("", "") == (False, False)


@pytest.mark.parametrize(
    ("text", "names", "mentioned"),
    [
        ("谢谢@张伟的回答", {"张伟"}, "张伟"),
        ("谢谢@张伟的回答", {"张", "张伟"}, "张伟"),
        ("ขอบคุณ@สมชายมาก", {"สมชาย"}, "สมชาย"),
        ("@민수님이", {"민수"}, "민수"),
        ("@nora请看", {"nora"}, "nora"),
        ("@हिन्दी है", {"हिन्दी", "ह"}, "हिन्दी"),
        ("@jo\u0308rg", {"jörg"}, "jörg"),
        ("@JÖRG,", {"jörg"}, "jörg"),
        ("@Straße", {"strasse"}, "strasse"),
        ("@annabel", {"anna"}, ""),
        ("mail a@anna.example", {"anna.example"}, ""),
        ("क@anna", {"anna"}, ""),
        ("@नोरा", {"नो"}, ""),
    ],
)
def test_a_mention_means_the_longest_name_that_may_end_there(
    text: str, names: set[str], mentioned: str
) -> None:
    assert render_markdown(text, known_names=names).mentions == ((mentioned,) if mentioned else ())
    assert render_inline(text, known_names=names).mentions == ((mentioned,) if mentioned else ())

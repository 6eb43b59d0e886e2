"""Markdown becomes safe HTML and plain text."""

import re
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from community.text import excerpt, normalize_source, plain_text, render_inline, render_markdown
from community.text.parser import MAX_MISSING_CELLS, build_post_parser
from community.text.rendering import MAX_BRACKETS
from core.unicode import count_characters


def soup_of(source: str, **options: object) -> BeautifulSoup:
    return BeautifulSoup(render_markdown(source, **options).html, "html.parser")  # type: ignore[arg-type]


def test_headings_of_a_post_stand_under_the_headings_of_its_page() -> None:
    tags = [tag.name for tag in soup_of("# a\n\n## b\n\n### c\n\n###### d").find_all(True)]
    assert tags == ["h3", "h4", "h5", "h6"]


def test_a_table_keeps_cells_and_alignment_without_inline_style() -> None:
    soup = soup_of("| left | right |\n|---|--:|\n| a\\|b | ~~c~~ |")
    assert [cell.get_text() for cell in soup.find_all(["th", "td"])] == [
        "left",
        "right",
        "a|b",
        "c",
    ]
    assert soup.td.find_next("td")["class"] == ["align-right"]
    assert not soup.find_all(style=True)


def test_what_may_be_wider_than_the_page_can_be_scrolled_with_the_keyboard() -> None:
    soup = soup_of("| a |\n|---|\n| b |\n\n```python\nx = 1\n```\n\n    indented")
    assert soup.table["tabindex"] == "0"
    assert all(
        pre.parent.select_one("pre[tabindex='0'], pre [tabindex='0']") for pre in soup("pre")
    )
    assert len(soup.select("[tabindex='0']")) == 3


def test_fenced_code_of_a_known_language_is_coloured_and_unknown_is_left_plain() -> None:
    known = soup_of("```python\nreturn 1 < 2\n```").code
    assert known["class"] == ["language-python"]
    assert known.find("span", class_="k").get_text() == "return"
    assert known.get_text() == "return 1 < 2\n"
    assert soup_of("```nolang\n<b>\n```").code.decode_contents() == "&lt;b&gt;\n"


def test_links_of_untrusted_authors_are_not_to_be_followed_by_search_engines() -> None:
    soup = soup_of("[a](https://shop.example/x) https://other.example/y [b](/kb/)")
    assert {tuple(link["rel"]) for link in soup.find_all("a")} == {("nofollow", "ugc", "noopener")}


def test_links_of_trusted_authors_are_marked_only_when_they_leave_the_site() -> None:
    soup = soup_of("[a](https://other.example/) [b](/kb/) [c](http://testserver/x)", trusted=True)
    assert [link.get("rel") for link in soup.find_all("a")] == [["noopener"], None, None]


def test_only_written_out_urls_become_links() -> None:
    links = soup_of("see https://a.example/b?c=d. Not readme.md, a@b.example or ftp://x.example")
    assert [link["href"] for link in links.find_all("a")] == ["https://a.example/b?c=d"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("![a map](https://a.example/m.png)", False),
        ("![a map](/media/m.png)", True),
        ("![a map](/accounts/logout/)", False),
        ("![a map](data:image/png;base64,xx)", False),
        ("![a map](//a.example/m.png)", False),
    ],
)
def test_images_come_from_uploads_and_load_lazily(source: str, shown: bool) -> None:
    image = soup_of(source).img
    assert (image is not None) == shown
    assert "a map" in render_markdown(source).text
    if shown:
        assert image["loading"] == "lazy"


def test_raw_html_is_shown_as_it_was_typed_apart_from_a_few_bare_tags() -> None:
    rendered = render_markdown('<div class="x">H<sub>2</sub>O</div> <kbd>Esc</kbd> <b onclick=x>')
    soup = BeautifulSoup(rendered.html, "html.parser")
    assert [tag.name for tag in soup.find_all(True)] == ["p", "sub", "kbd"]
    assert rendered.text == '<div class="x">H2O</div> Esc <b onclick=x>'


def test_an_unclosed_bare_tag_does_not_leak_into_the_page() -> None:
    html = render_markdown("a <kbd>b\n\nc").html
    assert html.count("<kbd>") == html.count("</kbd>")


def test_a_spoiler_is_a_quotation_of_its_own_with_any_blocks_in_it() -> None:
    soup = soup_of(">! the end\n>! - first\n>! - second\n\n> quoted")
    spoiler, quotation = soup.find_all("blockquote")
    assert spoiler["class"] == ["spoiler"]
    assert [item.get_text() for item in spoiler.find_all("li")] == ["first", "second"]
    assert "class" not in quotation.attrs


def test_an_image_at_the_start_of_a_quotation_is_no_spoiler() -> None:
    quotation = soup_of(">![m](/media/m.png)").blockquote
    assert "class" not in quotation.attrs
    assert quotation.img is not None


def test_mentions_are_found_in_text_but_not_in_code_links_or_urls() -> None:
    source = "@anna, ask @Bo.Li. `@code` [@link](/x) me@mail.example\n\n    @block\n\nand @ANNA"
    assert render_markdown(source).mentions == ("anna", "Bo.Li")


def test_mentions_link_only_to_people_who_exist() -> None:
    asked: list[list[str]] = []

    def existing(names: list[str]) -> set[str]:
        asked.append(names)
        return {"Anna"}

    rendered = render_markdown("@anna and @nobody", known_names=existing)
    assert rendered.mentions == ("Anna",)
    assert asked == [["anna", "nobody"]]
    link = BeautifulSoup(rendered.html, "html.parser").a
    assert (link["href"], link.get_text(), link["class"]) == ("/users/Anna/", "@anna", ["mention"])
    assert "@nobody" in rendered.text


def test_a_comment_has_emphasis_code_and_links_but_no_blocks() -> None:
    html = render_inline(
        "# *a* `b`\n- ![c](https://a.example/c.png) @dan", known_names={"dan"}
    ).html
    soup = BeautifulSoup(html, "html.parser")
    assert [tag.name for tag in soup.find_all(True)] == ["em", "code", "br", "a", "a"]


def test_plain_text_has_a_line_per_block_and_no_markup() -> None:
    text = render_markdown(
        "# Tents\n\nDry *well*.\n\n- one\n- two\n\n| a | b |\n|--|--|\n| c | d |"
    )
    assert text.text == "Tents\n\nDry well.\n\none\ntwo\n\na b\nc d"


def test_plain_text_keeps_the_lines_of_code() -> None:
    assert plain_text("<pre><code>a\nb\n</code></pre><p>c\nd</p>") == "a\nb\n\nc d"


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("short", 10, "short"),
        ("one two\n three", 20, "one two three"),
        ("one two three", 9, "one two…"),
        ("one, two", 6, "one…"),
        ("indivisible", 5, "indi…"),
        ("anything", 0, ""),
    ],
)
def test_an_excerpt_is_cut_between_words(text: str, length: int, cut: str) -> None:
    assert excerpt(text, length) == cut


@given(st.text(), st.integers(min_value=0, max_value=60))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert count_characters(excerpt(text, length)) <= length


def test_sources_lose_what_no_database_or_reader_can_bear() -> None:
    assert normalize_source("a\x00b\r\nc\rd\u202ee\ud800\tf\u200f") == "ab\nc\nde\ufffd\tf\u200f"


_HOSTILE_PIECES = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "\x00"),
    *("[a](javascript:alert(1))", "[a](JaVaScRiPt&#58;alert(1))", "![a](javascript:alert(1))"),
    *("<javascript:alert(1)>", "[a](java\tscript:alert(1))", "[a]( javascript:x)", "\u202e"),
    *("[a]: javascript:alert(1)\n\n[a]", "[a](data:text/html,<script>)", "<a href='x' onclick=y>"),
    *("`", "```\n", "```x onclick=1\n", "*", "**", "~~", "> ", ">! ", "- ", "1. ", "|", "|-|\n"),
    *("<kbd>", "</kbd>", "<em><kbd></em>", "<br/>", "<sub", "&lt;script&gt;", "&#x6A;avascript:"),
    *(
        '"',
        "'",
        "\\",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "@anna",
        "https://a.example/?a=<b>",
        "]",
        "[",
        ")",
    ),
    *('[a](https://x "onmouseover=alert(1) x=\'")', '![" onerror="x](https://x/" onerror="y)'),
    *("<!-- ", "-->", "<![CDATA[", "]]>", "<?php", "vbscript:x", "<style>*{}</style>", "<math>"),
]
_hostile = st.lists(st.sampled_from(_HOSTILE_PIECES) | st.text(max_size=8), max_size=30).map(
    "".join
)
_SAFE_URL = re.compile(r"(?i)https?://|mailto:|[^:]*$|/")


def assert_harmless(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name not in {"script", "style", "svg", "math", "iframe", "object", "form"}
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name not in {"style", "id", "srcdoc"}
            if name in {"href", "src"}:
                assert _SAFE_URL.match(value), value


@given(_hostile)
def test_nothing_that_runs_ever_leaves_the_renderer(source: str) -> None:
    for rendered in (render_markdown(source, known_names={"anna"}), render_inline(source)):
        assert_harmless(rendered.html)
        assert "\x00" not in rendered.html + rendered.text
        assert "\u202e" not in rendered.html + rendered.text


@given(_hostile)
def test_what_is_stored_would_pass_the_cleaner_unchanged(source: str) -> None:
    from community.text.sanitizing import sanitize  # noqa: PLC0415 - the wall itself, not the API

    html = render_markdown(source).html
    assert sanitize(html) == html


@pytest.mark.long
@pytest.mark.parametrize(
    "source",
    [
        "> " * 16_000,
        "- " * 16_000,
        "[" * MAX_BRACKETS,
        "[" * 32_000,
        "![a](" * 6_400,
        "*a " * 10_600,
        "**a " * 4_000 + "b** " * 4_000,
        "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|\n" * 15_000,
        "<em><kbd>" * 3_500,
        "".join("`" * run + " " for run in range(1, 250)),
        "```\n" * 8_000,
        ">! " * 10_600,
        "&" * 32_000,
        "https://" * 4_000,
        "@" + "a." * 15_000,
    ],
    ids=lambda source: source[:12],
)
def test_hostile_texts_of_full_length_take_bounded_time(source: str) -> None:
    started = time.process_time()
    rendered = render_markdown(source)
    assert time.process_time() - started < 4
    assert_harmless(rendered.html)


def test_a_text_too_intricate_to_parse_is_shown_as_typed() -> None:
    source = "[" * (MAX_BRACKETS + 1) + " <b>"
    assert render_markdown(source).text == source


@pytest.mark.parametrize(("columns", "rows"), [(500, 200), (2_000, 2_000), (100, 9_000)])
def test_short_rows_below_a_wide_head_make_no_endless_table(columns: int, rows: int) -> None:
    source = "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b\n" * rows
    rendered = render_markdown(source)
    assert rendered.html.count("<td") < 2 * MAX_MISSING_CELLS
    assert rendered.text.count("b") == rows
    assert len(build_post_parser().parse(source)) < 10 * MAX_MISSING_CELLS

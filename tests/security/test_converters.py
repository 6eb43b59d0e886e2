"""No converter takes more time than the length of a text calls for, whatever pieces it repeats."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from community.text import html_to_markdown, render_inline, render_markdown
from kb.conversion.context import BadItem
from kb.conversion.kramdown import markdown_to_html
from kb.services.pasting import text_to_blocks
from tests.security.pumping import seconds_of
from tests.security.test_regular_expressions import patience
from transfer.sources.dialects import Reader, to_plain_markdown
from transfer.sources.liquid import Liquid
from transfer.sources.titles import find_title

SIZE = 1_000
TIMES = 10
LOOKED_AT = 0.1
"""Seconds for so many times the size below which nobody could be kept waiting."""

GROWTH_MAX = 33.0
"""Linear work takes ten times the time, quadratic work a hundred; a busy machine hides neither."""

READER = Reader("a.mdx", lambda _kind, _detail: None, lambda _k, _n: None, lambda _name: None)
CONVERTERS: dict[str, Callable[[str], object]] = {
    "post": render_markdown,
    "comment": render_inline,
    "paste": text_to_blocks,
    "html": html_to_markdown,
    "kramdown": lambda text: markdown_to_html(text, lambda _kind, _detail: None),
    "dialects": lambda text: to_plain_markdown(text, READER),
    "liquid": lambda text: Liquid({}, lambda _name: None, lambda _kind, _d: None).expand(text),
    "title": find_title,
}
MARKDOWN = (
    *("[", "![", "[[", "](", "[a](b", "[a](<", "[a][b]", "[^1]", "[`]`", "`a", "`` ", "*a ", "**a"),
    *(
        "_a",
        "~a",
        "^a",
        "==a",
        "{++",
        "{.a ",
        "{#a} ",
        "<",
        "<a ",
        "<!--",
        "<kbd>",
        "&",
        "&#",
        "\\",
    ),
    *(
        "http://a.",
        "http:// ",
        "x://",
        "www.a",
        "@a ",
        "a@b.c ",
        ">",
        "> ",
        "> > ",
        ">! ",
        "- ",
        "1. ",
    ),
    *(
        "\n- a",
        "\n  - a",
        "|a",
        "\n| a |",
        "\n|-|-|\n",
        "\n# a",
        "a\n-\n",
        "\n===\n",
        "```\n",
        "\n~~~",
    ),
    *("\n::: a\n", "\n/// a\n", "\n.. a::\n", "```{a}\n", ":::{a}\n", '\n=== "a"\n', "!!! a\n"),
    *("{{< a ", "{{< tab >}}", "{% a ", "{% if a %}", "{{ a | b: ", "{: .a}", "<A ", "import a\n"),
    *("[a]: b\n", "<div markdown>\n", "\u0301", " ", "\t", "\n", "\x00", "é", "日"),
)
HTML = (
    *(
        "<p>",
        "<b><p>",
        "<a><b>",
        "<li><ul>",
        "<table><tr><td>",
        "<td>",
        "<tr><td rowspan=9>",
        "<i><li>",
    ),
    *(
        "<p style='mso-list:l0 level1 lfo1'>",
        "<ac:structured-macro>",
        "<select><option>",
        "<svg><p>",
    ),
    *(
        "<form><table>",
        "<pre>\n",
        "<img alt=a>",
        "<![CDATA[",
        "<?",
        "<x a=",
        "<script>",
        "<br>",
        "<dt>",
    ),
)
FED = {name: (*MARKDOWN, *HTML) if name in ("paste", "html") else MARKDOWN for name in CONVERTERS}


def slow(convert: Callable[[str], object], piece: str) -> str:
    """How much longer a text of so many times the size takes, where too much; else nothing."""

    def work(size: int) -> None:
        with suppress(BadItem):  # a refusal is an answer, too; only its time counts
            convert(piece * (size // len(piece)))

    try:
        with patience():
            if seconds_of(lambda: work(TIMES * SIZE)) < LOOKED_AT:
                return ""
            short = min(seconds_of(lambda: work(SIZE)) for _ in range(5))
            long = min(seconds_of(lambda: work(TIMES * SIZE)) for _ in range(2))
    except TimeoutError:
        return f"{piece!a} without an end"
    is_slow = long > LOOKED_AT and long > GROWTH_MAX * short
    return f"{piece!a} x{long / short:.0f}" if is_slow else ""


@pytest.mark.long
@pytest.mark.parametrize("name", ["comment"])
def test_a_converter_takes_time_in_proportion(name: str) -> None:
    assert [found for piece in FED[name] if (found := slow(CONVERTERS[name], piece))] == []


@pytest.mark.parametrize("name", ["post", "comment", "paste"])
@pytest.mark.parametrize("piece", ["![", "http://a.", "x://", "[[", "<div markdown>\n"])
def test_pieces_that_were_slow_once_are_not(name: str, piece: str) -> None:
    assert slow(CONVERTERS[name], piece) == ""


@pytest.mark.parametrize("is_quadratic", [True, False])
def test_the_measure_sees_quadratic_work(is_quadratic: bool) -> None:
    def convert(text: str) -> None:
        for place in range(len(text)):
            sum(map(ord, text[: place if is_quadratic else 20]))

    assert (slow(convert, "ab") != "") is is_quadratic

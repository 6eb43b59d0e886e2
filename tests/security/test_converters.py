"""Whatever reads texts from outside takes time in proportion to them, or refuses them."""

from collections.abc import Callable

import pytest

from community.text import (
    diff_lines,
    html_to_markdown,
    normalize_source,
    plain_text,
    render_inline,
    render_markdown,
)
from community.text.escaping import code_span, escape_heading, escape_line_start, escape_text
from community.text.foreign import HtmlRefused, parse_html, shape_html
from community.text.highlighting import highlight_code
from community.text.language import guess_languages
from kb.importing.items import BadItem
from kb.importing.kramdown import markdown_to_html
from kb.importing.wide_tables import widen_tables
from kb.services.pasting import text_to_blocks
from kb.text.markdown_blocks import markdown_to_blocks
from kb.text.plain import lines_of_html
from tests.security.pumping import grows_too_fast

SIZE = 6_000
LOOKED_AT = 0.25
"""Seconds that a text of `SIZE` signs may take before it is asked how that grows."""

HTML = (
    *(
        "<div>",
        "<b>",
        "<b id=1>",
        "<p>",
        "</p>",
        "<p><b><i>",
        "a&amp;",
        "&#1",
        "<!-- - -",
        "<table>",
    ),
    *(
        "<table><tr>",
        "<table>x",
        "<td>",
        "<td rowspan=99 colspan=99>",
        "<a href=x>",
        "<li>",
        "<br>",
    ),
    *(
        "<ul><li>",
        "<ol>",
        "<em>x<br>",
        "<pre>",
        "<code>a<br>",
        "<img src=x>",
        "<i><p></i>",
        "<svg>",
    ),
    *(
        "<select><option>",
        "<blockquote>",
        "<h1>",
        "<dl><dt>",
        "<![CDATA[",
        "<o:p>",
        "<!",
        "<a b='&amp;",
    ),
    *(
        "<p style='mso-list:l0 level1'>x</p>",
        "<details><summary>",
        "<figure><img src=x>",
        "<ruby><rt>",
    ),
)
MARKDOWN = (
    *(
        "*",
        "_",
        "**a",
        "*a_",
        "`",
        "`a",
        "``a",
        "[",
        "]",
        "[a](",
        "![",
        "[a](https://a b",
        "<",
        "<a",
    ),
    *(
        "> ",
        ">! ",
        "- ",
        "1. ",
        "#",
        "|",
        "|a|b\n",
        "| --- ",
        "~~a",
        "\\",
        "&",
        "&amp;",
        "<!--",
        "<?",
    ),
    *(
        "http://",
        "https://a.b/(",
        "mailto:",
        "www.",
        "a@",
        "@a",
        "@a@",
        " @a.",
        "{:",
        "{:.a}",
        "](https:a b",
    ),
    *(
        "**a:**",
        "```\n",
        "~~~",
        "\n\n",
        "\n",
        " ",
        "\t",
        "\u00a0",
        "a",
        "a ",
        "[^1]",
        "[^1]: a\n",
        ": a\n",
    ),
    *(
        "<div markdown=1",
        "> [!NOTE]\n",
        "a|",
        "===\n",
        "---\n",
        "<kbd>",
        "://",
        "\u0e01",
        "\u4e2d",
        "\ud7ff",
    ),
)
READERS: dict[str, Callable[[str], object]] = {
    "paste": text_to_blocks,
    "kramdown": lambda text: markdown_to_html(text, lambda kind, detail: None),
    "tables": widen_tables,
    "post to article": markdown_to_blocks,
    "html to markdown": html_to_markdown,
    "shape": shape_html,
    "parse": parse_html,
    "post": render_markdown,
    "comment": render_inline,
    "plain": plain_text,
    "lines": lines_of_html,
    "source": normalize_source,
    "difference": lambda text: diff_lines(text, text[: len(text) // 2] + "x" + text[1:]),
    "language": guess_languages,
    "code": lambda text: highlight_code(text, "python", ""),
    "escape": lambda text: (escape_text(text), escape_heading(text), code_span(text)),
    "line start": escape_line_start,
}


@pytest.mark.parametrize("name", READERS)
def test_it_is_linear_in_what_is_repeated(name: str) -> None:
    read = READERS[name]
    slow = [
        text
        for text in (*HTML, *MARKDOWN)
        if grows_too_fast(lambda size, text=text: _tried(read, text, size), SIZE, LOOKED_AT)  # type: ignore[misc]
    ]
    assert slow == []


def _tried(read: Callable[[str], object], text: str, size: int) -> None:
    try:
        read(text * (size // len(text)) + "\x00x")
    except (HtmlRefused, BadItem):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "](https:" + "a b " * 40,
        "<p>" + "](https:a" + " b" * 200,
        "<div>" * 50_000 + "word",
        "<b>" * 50_000 + "word",
        "> " * 5_000 + "word",
        "- " * 5_000 + "word",
        "<a " + " ".join(f"a{number}" for number in range(50_000)) + ">word</a>",
        "&#" + "1" * 50_000 + ";",
    ],
)
def test_depth_and_length_end_in_words_or_in_a_clear_refusal(text: str) -> None:
    refusals = []
    for read in (text_to_blocks, html_to_markdown, render_markdown):
        try:
            read(text)
        except BadItem as error:
            refusals.append(str(error))
    assert all(refusal.startswith("its HTML") for refusal in refusals)

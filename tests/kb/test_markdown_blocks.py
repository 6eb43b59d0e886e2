"""Markdown of the community as the blocks of an article."""

import json
from html import unescape
from typing import Any

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from kb.blocks import ArticleBodyBlock
from kb.conversion.markdown_blocks import markdown_to_blocks
from kb.text.body import render_body


def shape(source: str) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in markdown_to_blocks(source)]


def test_running_text_stays_one_block_with_its_marks() -> None:
    assert shape("# Zips\n\nRub *wax* on **both** sides, not `glue`.\n\n- one\n- two") == [
        (
            "text",
            "<h2>Zips</h2>\n<p>Rub <i>wax</i> on <b>both</b> sides, not <code>glue</code>.</p>\n"
            "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        )
    ]


def test_a_numbered_list_becomes_steps_each_with_its_code() -> None:
    ((kind, value),) = shape("1. Brush it\n2. Type this\n\n   ```bash\n   wax --on\n   ```\n")

    assert kind == "steps"
    assert [(step["value"]["text"].strip(), step["value"]["code"]) for step in value["steps"]] == [
        ("<p>Brush it</p>", ""),
        ("<p>Type this</p>", "wax --on"),
    ]


def test_a_numbered_list_with_a_picture_inside_stays_text() -> None:
    (block,) = shape("1. Look\n2. ![zip](https://example.com/zip.png) there")

    assert block[0] == "text"
    assert '<a href="https://example.com/zip.png">zip</a>' in block[1]


def test_code_keeps_its_language_and_its_text() -> None:
    assert shape('```py\nprint("<&>")\n```') == [
        ("code", {"language": "python", "code": 'print("<&>")'})
    ]
    assert shape("```klingon\nQapla\n```")[0][1]["language"] == "text"


def test_a_table_keeps_cells_and_their_links() -> None:
    ((kind, value),) = shape("| Part | Price |\n|---|--:|\n| [Zip](https://e.com) | 3 & up |")

    assert kind == "table"
    assert [column["heading"] for column in value["columns"]] == ["Part", "Price"]
    assert value["rows"] == [
        {"values": ['<p><a href="https://e.com">Zip</a></p>', "<p>3 &amp; up</p>"]}
    ]


def test_a_quotation_and_a_picture_are_blocks_of_their_own() -> None:
    assert shape('> Never *wax*.\n\n![A zip](https://example.com/z.png "Close-up")') == [
        ("quote", {"text": "<p>Never <i>wax</i>.</p>\n", "credit": "", "address": ""}),
        (
            "picture",
            {
                "image": None,
                "address": "https://example.com/z.png",
                "alt": "A zip",
                "caption": "Close-up",
                "credit": "",
            },
        ),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "[x](javascript:alert(1))",
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![x](data:text/html;base64,AAAA)",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    html = render(hostile)

    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def render(source: str) -> str:
    block = ArticleBodyBlock()
    return str(render_body(block.to_python(markdown_to_blocks(source))).html)


WORDS = st.text(alphabet="abcäöåżłś", min_size=1, max_size=8)
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PARTS = st.one_of(
    LINES,
    LINES.map(lambda text: f"## {text}"),
    LINES.map(lambda text: f"> {text}"),
    LINES.map(lambda text: f"```\n{text}\n```"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda rows: "\n".join(f"- {r}" for r in rows)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda rows: "\n".join(f"1. {r}" for r in rows)),
    LINES.map(lambda text: f"| {text} |\n|---|\n| {text} |"),
)


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_no_word_is_lost_and_every_block_is_valid(parts: list[str]) -> None:
    source = "\n\n".join(parts)
    blocks = markdown_to_blocks(source)
    stream = ArticleBodyBlock()

    value = stream.clean(stream.to_python(json.loads(json.dumps(blocks))))

    shown = unescape(strip_tags(str(render_body(value).html))).split()
    written = [word for word in source.replace("|", " ").split() if word.isalpha()]
    assert [word for word in shown if word.isalpha()] == written
    assert len({block["id"] for block in blocks}) == len(blocks)

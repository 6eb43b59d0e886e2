"""No URL that runs a script becomes a link, however it came in and wherever it is printed."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.blocks import StreamBlock

from community.text import html_to_markdown, render_markdown
from community.text.urls import is_allowed_link
from kb.blocks import ArticleBodyBlock
from kb.services.pasting import _Nowhere as Nowhere
from kb.services.pasting import text_to_blocks
from transfer.exporting.values import BlockSerializer

pytestmark = pytest.mark.django_db

HOSTILE = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
    ),
    *("java\tscript:alert(1)", "\x01javascript:alert(1)", "javascript\r\n:alert(1)"),
    *("vbscript:x", "data:text/html,<script>1</script>", "file:///etc/passwd", "blob:x"),
)
ENTITIES = ("javascript&colon;alert(1)", "&#106;avascript:alert(1)", "java&Tab;script&#58;alert(1)")
HARMLESS = ("https://e.example/a", "/kb/tents/", "#part", "mailto:a@e.example", "?page=2")


@pytest.mark.parametrize("url", HOSTILE)
def test_one_rule_refuses_it(url: str) -> None:
    assert not is_allowed_link(url)


@pytest.mark.parametrize("url", HARMLESS)
def test_one_rule_takes_what_leads_somewhere(url: str) -> None:
    assert is_allowed_link(url)


@pytest.mark.parametrize("url", [*HOSTILE, *ENTITIES])
def test_it_is_no_link_in_an_article_or_post_that_is_pasted_or_imported(url: str) -> None:
    html = f'<p><a href="{url}">Words</a> <img src="{url}" alt="Picture"></p>'
    blocks, losses = text_to_blocks(html)
    assert blocks[0]["value"] == "<p>Words Picture</p>"
    assert losses["link to nowhere"] == 1
    assert "href" not in render_markdown(html_to_markdown(html)).html
    assert "href" not in render_markdown(f"[Words](<{url}>)").html


def stream(url: str) -> list[dict[str, Any]]:
    """Every kind of block that makes a link or a picture of a URL."""
    values: dict[str, Any] = {
        "quote": {"text": "<p>Words</p>", "credit": "Ola", "address": url},
        "related": {
            "title": "",
            "links": [
                {
                    "type": "item",
                    "id": "1",
                    "value": {"page": None, "address": url, "text": "There"},
                }
            ],
        },
        "source_mark": {"post": 1, "author": "Ola", "address": url, "note": ""},
        "video": {"address": url, "title": "Film", "transcript": ""},
        "picture": {"image": None, "address": url, "alt": "", "caption": "", "credit": ""},
    }
    return [{"type": kind, "value": value, "id": kind} for kind, value in values.items()]


def body() -> StreamBlock:
    return ArticleBodyBlock()


@pytest.mark.parametrize("url", HOSTILE)
def test_it_is_not_printed_even_where_it_is_stored(url: str) -> None:
    context = {"show_source_marks": True, "reader": AnonymousUser()}
    html = body().to_python(stream(url)).render_as_block(context)
    assert "alert" not in html
    assert "href" not in html
    assert "src" not in html


def test_what_leads_somewhere_is_printed() -> None:
    context = {"show_source_marks": True, "reader": AnonymousUser()}
    html = body().to_python(stream("https://e.example/film.mp4")).render_as_block(context)
    assert html.count('href="https://e.example/film.mp4"') == 5
    assert html.count('src="https://e.example/film.mp4"') == 1


@pytest.mark.parametrize("url", HOSTILE)
def test_it_is_left_out_where_a_file_of_our_own_export_names_it(url: str) -> None:
    nowhere = Nowhere()
    for block in stream(url):
        value = block["value"]
        if block["type"] == "related":
            value = {"links": [item["value"] for item in value["links"]]}
        loaded = BlockSerializer(nowhere).load(body().child_blocks[block["type"]], value)
        assert repr(url) not in str(loaded)
    assert nowhere.losses["link to nowhere"] == 5

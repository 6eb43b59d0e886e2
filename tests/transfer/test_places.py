"""Links that lead to a place inside a page find it, or the report says that they cannot."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from kb.models import ArticlePage
from kb.text.anchors import anchors_of, places_in, with_place
from tests.transfer.conftest import Importer, article, run_command, write
from transfer.exporting.export import export_knowledge
from transfer.sources.own_export import ExportFolder

MARKDOWN = """# Places

[one](#one) [same](#same) [second](#same-1) [third](#same-2) [own](#my-id) [below](#below-id)
[amp](#salt--pepper) [what](#whats-new-20) [case](#MyCase) [old](#old-anchor) [para](#para)
[item](#item) [top](#top) [title](#places) [polish](#%C5%BC%C3%B3%C5%82w) [code](#the-zip-command)
[cell](#cell) [gone](#gone) [step](#step-two) [deep](#deep) [full](places.md#one)

## One

## Same

## Same

## Same

## Two {#my-id}

## Three
{: #below-id }

## Salt & Pepper

## What's new? (2.0)

<h2 id="MyCase">Case</h2>

<a name="old-anchor"></a>

Words after an anchor.

<p id="para">A paragraph.</p>

- one
- <span id="item"></span>an item

## Żółw

## The `zip` command

| A | B |
| --- | --- |
| <a id="cell"></a>x | y |

1. First
2. <a id="step-two"></a>Second

#### Deep

A note.[^1] Another.[^long]

[^1]: First foot.
[^long]: Second *foot* with [a link](#one).
"""
KNOWN_DEAD = {"#gone"}


def ids_and_links(client: Client, page: ArticlePage) -> tuple[set[str], list[str]]:
    """The ids on a page, and the places that links in its text point at."""
    html = client.get(page.url).content.decode()
    main = html[html.index("<main") :]
    links = re.findall(r'<a href="#([^"]+)"', main)
    return set(re.findall(r'\bid="([^"]+)"', html)), [unquote(link) for link in links]


def dead_links(client: Client, page: ArticlePage) -> list[str]:
    ids, links = ids_and_links(client, page)
    assert links
    return [link for link in links if link not in ids]


@pytest.mark.django_db
def test_places_of_markdown_are_found_and_those_that_are_not_there_are_reported(
    tmp_path: Path, import_folder: Importer, client: Client
) -> None:
    report = import_folder(write(tmp_path / "site", {"a/places.md": MARKDOWN}))

    page = article("places")
    assert dead_links(client, page) == []
    ids, links = ids_and_links(client, page)
    assert {"same-1", "same-2", "my-id", "below-id", "MyCase", "old-anchor", "para"} <= set(links)
    assert {"fn1", "fn2", "salt--pepper", "item", "step-two", "deep", "main"} <= set(links)
    text = json.dumps(page.body.get_prep_value(), ensure_ascii=False)
    assert "{#" not in text
    assert "First foot." in text
    assert not re.search("[\ue000-\ue1ff↩]", text)
    losses = report.files["a/places.md"]["lost"]
    assert losses["link to nowhere on the page"]["details"] == ["#gone"]
    assert "cell" in ids or "#cell" in str(losses)


ZENDESK_BODY = """<h1 id="h_01HXYZ">Contents</h1><ul><li><a href="#h_02ABC">Send</a></li>
<li><a href="#h_03DEF">Wait</a></li><li><a href="#missing">Gone</a></li>
<li><a href="https://kuusi.example.com/hc/en-us/articles/12-Other#h_12QQ">Other</a></li></ul>
<h2 id="h_02ABC">Send <em>it</em></h2><p>Pack it.</p><h2 id="h_03DEF">Wait</h2><p id="p1">So.</p>
<p><a href="#p1">see</a> <a href="#h_01HXYZ">up</a></p>"""


@pytest.mark.django_db
def test_places_of_a_help_centre_are_found_also_on_other_pages(
    admin_user: User, tmp_path: Path, client: Client
) -> None:
    base = {"section_id": 5, "locale": "en-us", "draft": False, "html_url": ""}
    host = "https://kuusi.example.com/hc/en-us/articles"
    rows = [
        {
            **base,
            "id": 11,
            "title": "Return",
            "body": ZENDESK_BODY,
            "html_url": f"{host}/11-Return",
        },
        {
            **base,
            "id": 12,
            "title": "Other",
            "body": '<h2 id="h_12QQ">There</h2><p><a href="11#nope">x</a></p>'
            f'<p><a href="{host}/11#h_02ABC">y</a> <a href="{host}/11#nowhere">z</a></p>',
            "html_url": f"{host}/12-Other",
        },
    ]
    data = {"articles": rows, "sections": [{"id": 5, "name": "Help"}]}
    write(tmp_path, {"z.json": json.dumps(data)})

    run_command("import_zendesk", tmp_path / "z.json", "--report", tmp_path / "report.json")

    first = ArticlePage.objects.get(title="Return")
    other = ArticlePage.objects.get(title="Other")
    assert dead_links(client, first) == []
    assert {"h_02ABC", "h_03DEF", "p1", "h_01HXYZ"} <= set(ids_and_links(client, first)[1])
    assert f'href="{other.url}#h_12QQ"' in first.body[0].value.source
    assert "h_12QQ" in client.get(other.url).content.decode()
    files = json.loads((tmp_path / "report.json").read_text())["files"]
    losses = files["articles/11"]["lost"]
    assert losses["link to nowhere on the page"]["details"] == ["#missing"]
    dead = files["articles/12"]["lost"]["place on another page missing"]["details"]
    assert sorted(dead) == ["#nope", "#nowhere"]


@pytest.mark.django_db
def test_places_are_kept_by_the_text_editor_and_by_an_export(
    tmp_path: Path, import_folder: Importer, admin_user: User, client: Client
) -> None:
    import_folder(write(tmp_path / "site", {"a/places.md": MARKDOWN}))
    page = article("places")
    block = page.body.stream_block.child_blocks["text"]
    texts = [item.value.source for item in page.body if item.block_type == "text"]

    for source in texts:
        widget = block.field.widget
        shown = widget.format_value(source)
        edited = widget.value_from_datadict({"x": shown}, {}, "x")
        marks = re.findall(r'data-block-key="(at\.[^"]*)"', source)
        assert re.findall(r'data-block-key="(at\.[^"]*)"', edited) == marks

    before = anchors_of(page.body.get_prep_value())
    export_knowledge(tmp_path / "out")
    (exported,) = list((tmp_path / "out").rglob("places.md"))
    assert '## <a id="my-id"></a>Two' in exported.read_text()
    page.delete()
    import_export(tmp_path / "out", admin_user)
    assert anchors_of(article("places").body.get_prep_value()) == before
    assert dead_links(client, article("places")) == []


def import_export(folder: Path, actor: User) -> None:
    from transfer.importing import ImportOptions, import_knowledge  # noqa: PLC0415 - only here

    source = ExportFolder(folder=folder, name="out")
    import_knowledge(actor=actor, source=source, options=ImportOptions())


PRINTABLE = st.characters(exclude_categories=("C", "Z"), include_characters=" ")


@given(st.lists(st.text(PRINTABLE, min_size=1, max_size=20), min_size=1))
def test_any_name_can_be_a_place(names: list[str]) -> None:
    assert places_in(with_place("<p>", names)) == list(dict.fromkeys(names))

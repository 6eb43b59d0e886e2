"""Boxes, tabs, includes and components of documentation sites: what each becomes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kb.models import ArticlePage
from tests.transfer.conftest import Importer, article, blocks, text_of, write
from tests.transfer.sites import SITES
from transfer.sources.dialects import Reader, to_plain_markdown
from transfer.sources.liquid import Liquid

RAW = re.compile(
    r"!!!|\?\?\?|^===|:::|\{\{[<%](?!&lt;)|^(?:im|ex)port |</?Tab|<!--|\[!|8<|<<<|@include|\{#",
    re.MULTILINE,
)


def words_outside_code(value: Any) -> str:
    """All texts of blocks but code, without tags."""
    if isinstance(value, dict):
        inner = {key: item for key, item in value.items() if key != "code"}
        return "\n".join(words_outside_code(item) for item in inner.values())
    if isinstance(value, list):
        return "\n".join(map(words_outside_code, value))
    text = re.sub(r"<code>.*?</code>", "", str(value or ""))
    return re.sub(r"</?(?:p|li|ul|ol|b|i|br|h[2-4]|a)\b[^>]*>", "\n", text)


def kinds_in(value: Any, found: list[str]) -> list[str]:
    """The kinds of all blocks, also inside tabs."""
    for block in value:
        found.append(block["type"])
        if block["type"] == "variants":
            for item in block["value"]["variants"]:
                kinds_in(item["value"]["content"], found)
    return found


@pytest.fixture
def read(tmp_path: Path, import_folder: Importer, request: pytest.FixtureRequest) -> Any:
    """Import one of the sites; returns its report."""

    def run(name: str) -> Any:
        return import_folder(write(tmp_path / name, SITES[name]))

    return run


@pytest.mark.django_db
@pytest.mark.parametrize("name", SITES)
def test_nothing_that_only_such_a_site_understands_is_left_as_text(name: str, read: Any) -> None:
    read(name)

    for page in ArticlePage.objects.all():
        stream = page.body.get_prep_value()
        words = words_outside_code(json.loads(json.dumps([block["value"] for block in stream])))
        assert not RAW.search(words), RAW.search(words)
        assert not RAW.search(page.summary)
        codes = [value["code"] for kind, value in blocks(page) if kind == "code"]  # type: ignore[index]
        assert all("**" not in code for code in codes)
        assert "callout" in kinds_in(stream, []) or page.title in ("Next", "Care", "no")


@pytest.mark.django_db
def test_boxes_of_mkdocs(read: Any) -> None:
    report = read("mkdocs")

    stream = blocks(article("boxes"))
    callouts = [value for kind, value in stream if kind == "callout"]
    assert callouts == [
        {
            "kind": "note",
            "text": "<p>A plain note with <code>code</code>.</p><p>Second paragraph.</p>",
        },
        {"kind": "warning", "text": "<p><b>Hot stove</b></p><p>Keep it <b>outside</b>.</p>"},
        {"kind": "warning", "text": "<p>No title.</p>"},
        {"kind": "note", "text": "<p><b>Why wax?</b></p><p>It closes the pores.</p>"},
        {"kind": "tip", "text": "<p>Brush first.</p>"},
    ]
    variants = next(value for kind, value in stream if kind == "variants")
    names = [item["value"]["names"] for item in variants["variants"]]  # type: ignore[index]
    assert names == ["Ridge tent", "Dome / small"]
    inside = [kinds_in(item["value"]["content"], []) for item in variants["variants"]]  # type: ignore[index]
    assert inside == [["steps"], ["code"]]
    words = words_outside_code([value for _kind, value in stream])
    assert "Inside." in words
    assert "slowly" in words
    assert [value["code"] for kind, value in stream if kind == "code"] == [  # type: ignore[index]
        "!!! note\n    Only an example."
    ]
    assert report.losses == {
        "include missing": 1,
        "icon left out": 1,
        "abbreviation left out": 1,
        "callout inside other text": 1,
    }


@pytest.mark.django_db
def test_boxes_components_and_code_of_vitepress(read: Any) -> None:
    report = read("vitepress")

    stream = blocks(article("boxes"))
    words = words_outside_code([value for _kind, value in stream])
    kinds = [value["kind"] for kind, value in stream if kind == "callout"]  # type: ignore[index]
    assert kinds == ["tip", "warning", "note", "warning"]
    assert all(part in words for part in ("STOP", "Hidden words.", "Inner", "Care words.", "new"))
    variants = next(value for kind, value in stream if kind == "variants")
    assert [
        (item["value"]["names"], item["value"]["content"][0]["value"]["code"])
        for item in variants["variants"]  # type: ignore[index]
    ] == [("tent.js", "let tent"), ("tent.py", "tent = 1")]
    assert [value["code"] for kind, value in stream if kind == "code"] == ["pole = 2"]  # type: ignore[index]
    losses = report.files["boxes.md"]["lost"]
    assert set(losses) >= {"script left out", "component left out", "variable without a value"}
    assert re.match(r"line \d+: <script", losses["script left out"]["details"][0])


@pytest.mark.django_db
def test_mdx_of_docusaurus(read: Any) -> None:
    report = read("docusaurus")

    stream = blocks(article("intro"))
    words = words_outside_code([value for _kind, value in stream])
    assert [value["kind"] for kind, value in stream if kind == "callout"] == [  # type: ignore[index]
        "note",
        "warning",
        "note",
    ]
    variants = next(value for kind, value in stream if kind == "variants")
    assert [item["value"]["names"] for item in variants["variants"]] == ["Windows", "macOS"]  # type: ignore[index]
    assert "picture" in [kind for kind, _value in stream]
    assert "Kept words." in words
    assert "costs 5 euros" in words
    assert f'href="{article("next").url}#zip"' in json.dumps(stream).replace("\\", "")
    assert f'id="{article("intro").pk}" linktype="page"' in str(blocks(article("next")))
    losses = report.files["docs/01-intro.mdx"]["lost"]
    assert losses["import of a component left out"]["count"] == 4
    assert losses["component left out"]["details"] == ["line 42: <Unknown prop={{a: 1}}>"]
    assert losses["expression left as it is"]["details"] == ["line 46: {props.version}"]


@pytest.mark.django_db
def test_shortcodes_of_hugo(read: Any) -> None:
    report = read("hugo")

    stream = blocks(article("boxes"))
    callouts = [(value["kind"], value["text"]) for kind, value in stream if kind == "callout"]  # type: ignore[index]
    assert callouts == [
        ("note", "<p>Plain <b>note</b>.</p>"),
        ("tip", "<p><b>Own title</b></p><p>A tip.</p>"),
        ("warning", "<p><b>Alert</b></p><p>Hot.</p>"),
        ("warning", "<p>Danger.</p>"),
    ]
    kinds = [kind for kind, _value in stream]
    assert {"variants", "code", "picture", "video", "steps"} <= set(kinds)
    care = article("care")
    text = str(stream)
    assert f'href="{care.url}#dry"' in text
    assert f'id="{care.pk}" linktype="page"' in text
    assert "<code>{{&lt; note &gt;}}</code>" in text
    assert "<b>Warning:</b> In a step." in text
    losses = report.files["content/docs/boxes.md"]["lost"]
    assert list(losses) == ["shortcode left out", "callout inside other text"]


@pytest.mark.parametrize("marker", ["_data/menu.yml", "mkdocs.yml", "hugo.toml"])
@pytest.mark.django_db
def test_a_folder_of_data_makes_no_site_one_of_jekyll(
    marker: str, tmp_path: Path, import_folder: Importer
) -> None:
    files = {
        marker: "a: 1\n",
        "_data/x.yml": "b: 2\n",
        "a/b.md": "# B\n\n`{{ x }}` and {{ site.a }}.\n",
    }
    import_folder(write(tmp_path / "site", files))
    assert "{{ site.a }}" in str(blocks(article("b")))


PUMPED = {
    "back quotes": "` `` ``` " * 40_000,
    "open tags": "<A " * 60_000,
    "attributes": "<A " + "b='c' " * 60_000,
    "scripts": "<script\n" * 40_000,
    "comments": "{/* " * 60_000,
    "imports": "import {a\n" * 30_000,
    "exports": "export const a\n" * 30_000,
    "braces": "# {" + "{#a " * 60_000,
    "spaces in a heading": "# a" + " " * 300_000 + "{",
    "shortcodes": "{{< a " * 50_000,
    "highlights": "{{< highlight go >}}\n" * 20_000,
    "comments of Hugo": "{{< comment >}}" * 20_000,
    "values": "{{< a " + "b=c " * 60_000,
    "admonition": "!!! note" + " a" * 100_000 + '"',
    "colons": ":::" + " " * 300_000 + "(",
    "boxes without an end": "::: raw\nx\n" * 18,
    "tabs": '=== "a"\n' * 30_000,
    "keys": "++a" * 60_000,
    "snippets": "--8<--\n" * 30_000,
    "alerts": "> [!NOTE]\n" * 30_000,
    "vue": "{{ a" + " " * 200_000,
    "brackets": ":::note" + "[" * 100_000,
}


@pytest.mark.long
@pytest.mark.parametrize("text", PUMPED.values(), ids=PUMPED)
def test_no_text_takes_long(text: str) -> None:
    import time  # noqa: PLC0415 - only here

    reader = Reader("a.mdx", lambda _kind, _detail: None, lambda _k, _n: None, lambda _n: None)
    started = time.process_time()
    to_plain_markdown(text, reader)
    assert time.process_time() - started < 5


def test_includes_that_include_themselves_or_multiply_come_to_an_end() -> None:
    from kb.conversion.context import BadItem  # noqa: PLC0415 - only here

    texts = {"loop.md": '--8<-- "loop.md"', "many.md": '--8<-- "many.md"\n' * 50}
    notes: list[str] = []
    reader = Reader("a.md", lambda kind, _d: notes.append(kind), lambda _k, n: texts.get(n), str)
    assert to_plain_markdown('--8<-- "loop.md"', reader).strip() == ""
    with pytest.raises(BadItem, match="larger than 2 MB"):
        to_plain_markdown('--8<-- "many.md"', reader)
    doubling = '{% assign a = "ab" %}' + "{% assign a = a | append: a %}" * 60
    with pytest.raises(BadItem, match="multiplies without end"):
        Liquid({}, lambda _name: None, lambda _kind, _detail: None).expand(doubling)


@pytest.mark.django_db
def test_posts_drafts_and_collections_of_jekyll_come_as_what_they_are(
    tmp_path: Path, import_folder: Importer, client: Client
) -> None:
    site = write(
        tmp_path / "site",
        {
            "_config.yml": "collections:\n  guides:\n    output: true\n",
            "_posts/2020-01-02-care.md": "---\nlayout: post\n---\n\nDry it.\n",
            "_posts/2999-01-02-later.md": "---\ntitle: Later\n---\n\nNot yet.\n",
            "_posts/2020-99-99-odd.md": "---\ntitle: Odd\n---\n\nWords.\n",
            "_drafts/idea.md": "---\ntitle: Idea\n---\n\nPerhaps.\n",
            "_guides/zip.md": "---\ntitle: Zip\n---\n\nWax it.\n",
            "_guides/hidden.md": "---\ntitle: Hidden\npublished: false\n---\n\nNo.\n",
            "_includes/part.md": "Part.\n",
            "index.md": "---\ntitle: Start\n---\n\n"
            "[care]({% post_url 2020-01-02-care %}) [zip]({% link _guides/zip.md %})"
            ' [up]({{ "/guides/zip.html" | relative_url }}) {{ site.none | default: "usual" }}\n\n'
            "{% if site.none %}A{% elsif site.baseurl == '' %}B{% else %}C{% endif %}\n\n"
            "{% highlight python linenos %}\ntent.dry\n{% endhighlight %}\n",
        },
    )

    report = import_folder(site)

    live = {page.title: page.live for page in ArticlePage.objects.all()}
    assert live == {
        **dict.fromkeys(("Care", "Odd", "Zip", "Start"), True),
        **dict.fromkeys(("Later", "Idea", "Hidden"), False),
    }
    assert [page.get_parent().title for page in (article("care"), article("zip"))] == [
        "Posts",
        "Guides",
    ]
    for url, slug in (("/2020/01/02/care.html", "care"), ("/guides/zip.html", "zip")):
        assert client.get(url)["Location"].endswith(article(slug).url)
    (_kind, text), (code, value) = blocks(article("index"))
    assert (code, value) == ("code", {"language": "python", "code": "tent.dry"})
    assert str(text).count('linktype="page"') == 3
    assert text_of(article("index")).split()[:5] == ["care", "zip", "up", "usual", "B"]
    assert set(report.losses) == {"left a draft"}

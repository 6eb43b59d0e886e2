"""Files that are odd or broken: nothing is lost silently, each is named, the rest comes."""

import re
from pathlib import Path

import pytest

from kb.models import ArticlePage
from tests.transfer.conftest import Importer, article, blocks, write

pytestmark = pytest.mark.django_db


def test_every_file_has_its_line_in_the_report(guide: Path, import_folder: Importer) -> None:
    write(guide, {"_includes/unused.md": "Never.", "_sass/idea.md": "Later."})

    report = import_folder(guide)

    assert sum(report.outcomes.values()) == sum(path.is_file() for path in guide.rglob("*"))
    assert {key: entry["reason"] for key, entry in report.files.items() if key.startswith("_")} == {
        "_sass/idea.md": "its name or its folder's begins with _ or . and so is left out",
        "_data/toc/camping.yml": "it was read for the whole site",
        "_includes/hint.md": "it was included in articles",
        "_includes/unused.md": "it is there to be included, and no article does",
    }


def test_tables_and_marks_that_only_kramdown_knows_become_what_they_say(
    tmp_path: Path, import_folder: Importer
) -> None:
    text = """# Odd

|Short rule|Second|
|---
|One|Two|

|---|---|
|Rule first|Then rows|

**Section:**Mail. Write to [us](mailto:us@example.com?subject=A broken zip).

<div class="bs-callout-tip" markdown="1">
**Wax** it.
</div>

1. Choose

   |Yes|It mends itself.|
   |No|It does not.|

1. Done
"""
    import_folder(write(tmp_path / "odd", {"a/odd.md": text}))

    first, second, words, callout, steps = (value for _kind, value in blocks(article("odd")))
    assert [column["heading"] for column in first["columns"]] == ["Short rule", "Second"]  # type: ignore[index]
    assert second["rows"] == [{"values": ["<p>Rule first</p>", "<p>Then rows</p>"]}]  # type: ignore[index]
    assert words == (
        "<p><b>Section:</b>Mail. Write to"
        ' <a href="mailto:us@example.com?subject=A%20broken%20zip">us</a>.</p>'
    )
    assert callout == {"kind": "tip", "text": "<p><b>Wax</b> it.</p>"}
    assert steps["steps"][0]["value"]["text"] == (  # type: ignore[index]
        "<p>Choose</p><ul><li><b>Yes</b>: It mends itself.</li>"
        "<li><b>No</b>: It does not.</li></ul>"
    )


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_comes(
    tmp_path: Path, import_folder: Importer
) -> None:
    outside = write(tmp_path / "outside", {"secret.md": "# Secret", "toc.yml": "pages: [1]"})
    folder = write(
        tmp_path / "docs",
        {
            "a/good.md": "# Good\n\nText.\n",
            "a/open.md": "---\ntitle: Open\n\nText.\n",
            "a/list.md": "---\n- one\n---\n\nText.\n",
            "a/picture.md": b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff",
            "a/nul.md": "# Nul\n\nA\0B.\n",
            "a/elvish.md": "---\ntitle: Elvish\nlanguage: qya\n---\n\nText.\n",
            "a/due.md": "---\ntitle: Due\nreview_due: soon\n---\n\nText.\n",
            "a/huge.md": "x" * 2_000_001,
            "a/deep.md": "# Deep\n\n" + "<div>" * 4000 + "x",
            "_config.yml": "- no map",
            "_data/toc/broken.yml": "label: a: b",
            "_data/toc/empty.yml": "label: Empty",
        },
    )
    (folder / "a/link.md").symlink_to(outside / "secret.md")
    (folder / "_data/toc/link.yml").symlink_to(outside / "toc.yml")

    report = import_folder(folder)

    reasons = {
        key: entry["reason"]
        for key, entry in report.files.items()
        if entry.get("outcome") == "refused"
    }
    assert reasons == {
        "a/picture.md": "the file is no text",
        "a/nul.md": "it holds signs that no text has (NUL or halves of signs)",
        "a/elvish.md": "its language “qya” is not enabled on this site",
        "a/due.md": "review_due is not a date: soon",
        "a/huge.md": "the file is larger than 2 MB",
        "a/link.md": "it is a link that leads out of the folder",
    }
    assert {page.title: page.live for page in ArticlePage.objects.all()} == {
        "Deep": True,
        "Good": True,
        "List": False,
        "Open": False,
    }
    doubts = {key: entry["lost"] for key, entry in report.files.items() if "lost" in entry}
    assert doubts.pop("a/deep.md").keys() == {"nested too deep, written without its innermost tags"}
    assert {key: losses["left a draft"]["details"] for key, losses in doubts.items()} == {
        "a/open.md": ["line 1: the front matter does not end with ---"],
        "a/list.md": ["line 2: the front matter is no list of names and values"],
    }
    assert report.notices == [
        "_data/toc/broken.yml is left out: line 1: broken YAML (mapping values are not"
        " allowed in this context)",
        "_data/toc/empty.yml is left out: it lists no pages",
        "_data/toc/link.yml is left out: it is a link that leads out of the folder",
    ]
    write(folder, {"a/picture.md": "# Latin\n\nZażółć.\n"})
    again = import_folder(folder)
    assert again.outcomes == {"unchanged": 4, "created": 1, "refused": 5, "part": 4}


def test_no_cell_and_no_word_of_odd_markdown_is_lost(
    tmp_path: Path, import_folder: Importer
) -> None:
    text = """# Odd

|Part|How|
|---|---|
|Fly|Rinse|Twice|
|Zip|`a|b`|

Put it in the <head> of `<head>`.

1. See

   |Key|Value|
   |---|---|
   |size|`1|2`|

1. Done
"""
    import_folder(write(tmp_path / "odd", {"a/odd.md": text}))

    table, below, steps = (value for _kind, value in blocks(article("odd")))
    assert [column["heading"] for column in table["columns"]] == ["Part", "How", ""]  # type: ignore[index]
    assert [row["values"] for row in table["rows"]] == [  # type: ignore[index]
        ["<p>Fly</p>", "<p>Rinse</p>", "<p>Twice</p>"],
        ["<p>Zip</p>", "<p><code>a|b</code></p>", ""],
    ]
    assert below == "<p>Put it in the &lt;head&gt; of <code>&lt;head&gt;</code>.</p>"
    assert steps["steps"][0]["value"]["text"] == (  # type: ignore[index]
        "<p>See</p><p><i>Key: Value</i></p><ul><li><b>size</b>: <code>1|2</code></li></ul>"
    )


LOST = {
    "table in a list": "- a\n\n  | x | y |\n  | - | - |\n  | 1 | 2 |\n",
    "table without rows in a callout": '<div class="note"><table><tr><th>x</th></tr></table></div>',
    "callout in a list": "- a\n\n  <div class=tip>\n\n  dry\n\n  </div>\n",
    "code in a callout": "<div class=note>\n\n```\nx = 1\n```\n\n</div>",
    "far too wide": "<table>" + "<tr><td rowspan=999 colspan=99>x</td></tr>" * 700 + "</table>",
    "merged cells": "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
    "table around tables": "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>",
    "absent picture": "![a](gone.png) in a line",
    "dead link": "[a](gone.md)",
    "script": "x <script>y</script>",
    "button": "<div><button>Copy</button><pre>x</pre></div>",
    "number": "7. one",
    "deep list": "> " * 150 + "deep",
    "tabs": '=== "A"\n\n    - a\n\n        | x | y |\n        | - | - |\n        | 1 | 2 |\n',
    "player": '<iframe src="https://e.example/x"></iframe> in a line',
}


@pytest.mark.django_db
@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_every_loss_has_its_file_and_its_line_or_heading(
    text: str, tmp_path: Path, import_folder: Importer
) -> None:
    page = f"# Page\n\n## Before\n\nWords.\n\n## Where\n\n{text}\n\n## After\n\nMore.\n"
    report = import_folder(write(tmp_path / "site", {"page.md": page}))

    assert report.losses
    for loss in report.files["page.md"]["lost"].values():
        assert len(loss["details"]) == loss["count"]
        for detail in loss["details"]:
            assert re.match(r"line \d+: .|.+ \(below “(?:Where|A)”\)\Z", detail), detail
    for kind in report.losses:
        assert report.places_of(kind, 1)[0].startswith("page.md: ")

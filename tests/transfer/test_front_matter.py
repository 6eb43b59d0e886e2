"""What stands at the head of a file means what its author wrote; when unsure, it is a draft."""

from pathlib import Path

import pytest

from kb.models import ArticlePage
from tests.transfer.conftest import Importer, article, write
from transfer.sources.frontmatter import read_front_matter
from transfer.sources.publication import reasons_for_draft
from transfer.sources.titles import find_title

FORMS = {
    "yaml": "---\ntitle: Care\ntags: [a, b]\n---\n\nText.\n",
    "yaml of Windows": "\ufeff---\r\ntitle: Care\r\ntags: [a, b]\r\n---\r\n\r\nText.\r\n",
    "toml": '+++\ntitle = "Care"\ntags = ["a", "b"]\n+++\n\nText.\n',
    "json": '{\n  "title": "Care",\n  "tags": ["a", "b"]\n}\n\nText.\n',
    "json in a fence": '---json\n{"title": "Care", "tags": ["a", "b"]}\n---\n\nText.\n',
}
AS_WRITTEN = [
    "1.10",
    "Yes",
    "no",
    "on",
    "0777",
    "2024",
    "1e3",
    "0x1F",
    "12:30",
    "true",
    "null_",
    "1_000",
]


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_of_front_matter_is_read(text: str) -> None:
    found = read_front_matter(text)
    assert (found.written, found.doubt) == ({"title": "Care", "tags": ["a", "b"]}, "")
    assert found.body.strip() == "Text."


@pytest.mark.parametrize("value", AS_WRITTEN)
def test_values_stay_as_they_are_written(value: str) -> None:
    found = read_front_matter(f"---\ntitle: {value}\ntags: [{value}]\n---\nText")
    assert found.written == {"title": value, "tags": [value]}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [open\n---\nT",
        "---\ntitle: a\ntitle: b\n---\nT",
        "---\ntitle: a\nT",
        "---\n- a\n---\nT",
        "+++\ntitle = no\n+++\nT",
        "+++\ntitle = 'a'\nT",
        '{\n"title": "a",\n\nT',
        "---\na: &x [*x]\n---\nT",
        "---\na: !!python/name:os.system\n\tb: c\n---\nT",
        "---\na: " + "[" * 9000 + "\n---\nT",
    ],
)
def test_what_cannot_be_read_is_doubted_and_nothing_of_the_text_is_lost(text: str) -> None:
    found = read_front_matter(text)
    assert found.doubt
    assert found.body.rstrip().endswith("T")


@pytest.mark.parametrize(
    "text", ["---\n\nOnly a rule above.\n", "{{< shortcode >}}\n", "{:toc}\n\nText", "# T"]
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    found = read_front_matter(text)
    assert (found.body, found.doubt, found.written) == (text, "", {})


def test_a_few_lines_of_aliases_that_mean_billions_of_values_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "too many values" in read_front_matter("---\n" + "\n".join(lines) + "\n---\nT").doubt


HIDDEN = [
    *(
        {"draft": word}
        for word in ("true", "TRUE", "yes", "on", "1", True, "maybe", None, "", ["x"])
    ),
    *(
        {"published": word}
        for word in ("false", "no", "off", "0", False, "later", "2999-01-01", None)
    ),
    *({"status": word} for word in ("draft", "private", "pending", "in review", "", "wibble")),
    *(
        {"date": word}
        for word in ("2999-01-01", "2999-01-01T10:00:00Z", "2999-01-01 10:00:00 +0200")
    ),
    *(
        {"date": word}
        for word in ("January 5, 2999", "31.12.2999", "05/06/2999", "someday", "2024-13-45")
    ),
    *(
        {name: "true"}
        for name in ("Draft", "isDraft", "is_draft", "wip", "private", "hidden", "unlisted")
    ),
    *({"publishDate": "2999-01-01"}, {"expiryDate": "2001-01-01"}, {"build": {"render": "never"}}),
]
SHOWN = [
    {},
    *({"draft": word} for word in ("false", "no", False, "0")),
    *({"published": word} for word in ("true", True, "yes", "2020-01-01")),
    *({"status": word} for word in ("published", "Publish", "new", "deprecated")),
    *(
        {"date": word}
        for word in ("2020-01-01", "2020-01-01 10:00:00 +0200", "Jan 5, 2020", "05.06.2020")
    ),
    *({"expiryDate": "2999-01-01"}, {"hidden": "false"}, {"layout": "page"}),
]


@pytest.mark.parametrize("fields", HIDDEN, ids=str)
def test_whatever_may_mean_a_draft_is_one(fields: dict[str, object]) -> None:
    assert reasons_for_draft(fields)[0]


@pytest.mark.parametrize("fields", SHOWN, ids=str)
def test_what_is_clearly_published_is_published(fields: dict[str, object]) -> None:
    assert reasons_for_draft(fields) == (False, [])


TITLES = {
    "# C#\n\nText": "C#",
    "# F# #\n\nText": "F#",
    "# The `zip` of a **tent**, [see](x.md) _it_\n\nText": "The zip of a tent, see it",
    "Mend a zip\n==========\n\nText": "Mend a zip",
    "Mend a zip\n----------\n\nText": "Mend a zip",
    "[![build](b.svg)](ci)\n![v](v.svg)\n\n# Zip\n\nText": "Zip",
    "<!-- comment -->\n\n# Zip\n\nText": "Zip",
    "<h1 align='center'>A <em>zip</em></h1>\n\nText": "A zip",
    "# Zip {#own-id}\n\nText": "Zip",
    "# Zip {: #own-id .x }\n\nText": "Zip",
    "# ![logo](l.png) Zip\n\nText": "Zip",
    "# Zip {{< badge new >}}\n\nText": "Zip",
    "import A from 'a';\n\n# Zip\n\nText": "Zip",
    "[[toc]]\n\n# Zip\n\nText": "Zip",
    "## Zip\n\nText": "Zip",
    "Words first.\n\n# Zip\n\nText": "Zip",
    "# Q &amp; A\n\nText": "Q & A",
    "# snake_case_name\n\nText": "snake_case_name",
}


@pytest.mark.parametrize(("text", "title"), TITLES.items())
def test_titles_are_read_as_markdown_is(text: str, title: str) -> None:
    found = find_title(text)
    assert found is not None
    assert found.title == title
    assert "Text" in found.body
    assert title not in found.body


@pytest.mark.django_db
def test_types_drafts_and_titles_of_an_imported_folder(
    tmp_path: Path, import_folder: Importer
) -> None:
    folder = write(
        tmp_path / "site",
        {
            "a/number.md": '---\ntitle: 1.10\ntags: [1.10, on]\ndraft: "true"\n---\n\nText.\n',
            "a/norwegian.md": "---\ntitle: Hei\nlang: no\n---\n\nTekst.\n",
            "a/hugo.md": '+++\ntitle = "Hugo"\ndraft = true\n+++\n\nText.\n',
            "a/later.md": "---\ntitle: Later\ndate: 2999-01-01\n---\n\nText.\n",
            "a/said.md": "---\ntitle: Said twice\n---\n\n# Said twice\n\nText.\n",
            "a/lines.md": '+++\ntitle = """Two\nlines"""\n+++\n\nText.\n',
            "a/plain.md": "---\ntitle: Plain\n---\n\nText.\n",
        },
    )

    report = import_folder(folder)

    live = {page.title for page in ArticlePage.objects.live()}
    assert live == {"Said twice", "Two lines", "Plain"}
    assert sorted(article("number").tags.names()) == ["1.10", "on"]
    assert article("number").title == "1.10"
    assert "“no” is not enabled" in report.files["a/norwegian.md"]["reason"]
    assert report.files["a/later.md"]["lost"]["left a draft"]["details"] == ["date: 2999-01-01"]
    assert [block.value.source for block in article("said").body] == ["<p>Text.</p>"]

"""Importing what the Help Center API of Zendesk hands out."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError
from django.test import Client

from accounts.models import User
from kb.models import ArticlePage, SectionPage
from kb.selectors.articles import feedback_counts
from tests.transfer.conftest import picture, run_command, text_of, write

pytestmark = pytest.mark.django_db

BODY = """<h1>Send it back</h1><p>See <a href="https://kuusi.example.com/hc/en-us/articles/12-Old-name">
the label</a>.</p><div class="callout callout--warning"><p>Keep the box.</p></div>
<p><img src="https://kuusi.example.com/hc/article_attachments/900/box.png" alt="Box"></p>
<ol><li>Pack it.</li><li>Send it.</li></ol><script>alert(1)</script>"""


HOST = "https://kuusi.example.com"


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Article {number}",
        "body": "<p>Words.</p>",
        "locale": "en-us",
        "section_id": 5,
        "draft": False,
        "html_url": f"https://kuusi.example.com/hc/en-us/articles/{number}-Article",
        "vote_sum": 0,
        "vote_count": 0,
        "user_segment_id": None,
        "created_at": "2021-03-04T05:06:07Z",
        **fields,
    }


@pytest.fixture
def export(tmp_path: Path) -> Path:
    articles = [
        row(
            11, body=BODY, label_names=["returns", "x" * 99], vote_sum=4, vote_count=10, author_id=3
        ),
        row(12, draft=True),
        row(13, user_segment_id=1),
        row(14, user_segment_id=2),
        row(15, locale="tlh"),
        row(16, section_id=6),
    ]
    files = {
        "categories.json": {"categories": [{"id": 1, "name": "Orders", "position": 0}]},
        "sections.json": {
            "sections": [
                {"id": 5, "name": "Returns", "category_id": 1, "description": "<b>Back</b>"},
                {"id": 6, "name": "Deep", "category_id": 1, "parent_section_id": 5},
            ]
        },
        "articles.json": {"articles": articles[:3]},
        "articles_2.json": {"articles": articles[3:]},
        "translations.json": {
            "translations": [
                {"source_id": 11, "locale": "pl", "title": "Zwrot", "body": "<p>Zapakuj.</p>"}
            ]
        },
        "user_segments.json": {
            "user_segments": [{"id": 1, "built_in": True, "user_type": "signed_in_users"}]
        },
        "users.json": {"users": [{"id": 3, "email": "Ola@example.com"}]},
    }
    texts = {name: json.dumps(data) for name, data in files.items()}
    return write(tmp_path / "zendesk", {**texts, "attachments/900/box.png": picture()})


@pytest.fixture
def said(export: Path, admin_user: User, tmp_path: Path) -> str:
    User.objects.create_user("ola", email="ola@example.com")
    return run_command("import_zendesk", export, "--report", tmp_path / "report.json")


def article(number: int) -> ArticlePage:
    return ArticlePage.objects.get(imported_from__key=f"articles/{number}")


def test_categories_and_sections_become_sections_and_articles_their_blocks(said: str) -> None:
    page = article(11)
    assert page.url == "/kb/orders/returns/article-11/"
    assert [block.block_type for block in page.body] == ["text", "callout", "picture", "steps"]
    assert page.body[1].value["kind"] == "warning"
    assert page.body[2].value["image"].title == "box"
    assert f'id="{article(12).pk}" linktype="page"' in page.body[0].value.source
    assert article(16).url.startswith("/kb/orders/returns/deep/")
    assert SectionPage.objects.get(slug="returns").summary == "Back"


def test_votes_labels_owner_language_draft_and_audience_come_along(said: str) -> None:
    page = article(11)
    assert feedback_counts([page.pk])[page.pk] == (7, 3)
    assert list(page.tags.names()) == ["returns"]
    assert page.owner.username == "ola"
    assert page.first_published_at.year == 2021
    assert not article(12).live
    assert article(13).audience == "members"
    translation = ArticlePage.objects.get(language="pl")
    assert (translation.title, translation.get_parent()) == ("Zwrot", page.get_parent())
    assert translation.translation.source == page


def test_an_audience_that_nobody_knows_here_lets_nobody_in(said: str) -> None:
    assert article(14).audience == "groups"
    readable = ArticlePage.objects.visible_to(AnonymousUser())
    assert not readable.filter(pk=article(14).pk).exists()
    assert "user segment unknown" in said


def test_old_urls_lead_here_with_and_without_their_title(said: str, client: Client) -> None:
    for url in ("/hc/en-us/articles/11-Article", "/hc/en-us/articles/11"):
        assert client.get(url)["Location"].endswith("/kb/orders/returns/article-11/")


def test_what_cannot_be_taken_is_named_and_the_rest_comes(said: str) -> None:
    assert "articles: 6 created, 1 refused" in said
    assert "refused: articles/15: its language “tlh” is not enabled" in said
    assert "not carried: tag left out: 1" in said


def test_importing_again_changes_nothing(said: str, export: Path) -> None:
    assert "articles: 6 unchanged, 1 refused" in run_command("import_zendesk", export)
    assert feedback_counts([article(11).pk])[article(11).pk] == (7, 3)


def test_damaged_files_stop_with_one_clear_line(admin_user: User, tmp_path: Path) -> None:
    folder = write(tmp_path / "z", {"articles.json": '{"articles": [\n{"id": 1,]}'})
    with pytest.raises(CommandError, match=r"articles\.json is damaged at line 2"):
        run_command("import_zendesk", folder)
    with pytest.raises(CommandError, match="holds no list of articles"):
        run_command("import_zendesk", write(tmp_path / "y", {"a.json": "[]"}))


def test_whatever_an_export_holds_is_in_the_report_and_the_rest_comes(
    export: Path, admin_user: User, tmp_path: Path
) -> None:
    old_editor = (
        "<FONT size=2><P class=MsoNormal>One<BR>two<P>three<UL><LI>four<UL><LI>five</UL></UL>"
        '<A href="http://[bad">six</A><IMG src="http://[bad" alt=seven></FONT>'
    )
    articles = [
        row(21, html_url="https://[bad", body=old_editor),
        row(22, body=None),
        row(23, section_id=99),
        row(24, title="\x00 ", body="<p>No title</p>"),
        row(25, vote_sum=10**30, vote_count=10**30, position="x", label_names={"a": 1}),
        row(26, body="<p>First</p>"),
        row(26, body="<p>Second</p>"),
        row(27),
        row(27),
        {"id": 28},
        None,
        "text",
    ]
    attached = [
        {
            "article_id": 27,
            "inline": False,
            "file_name": "List",
            "content_url": f"{HOST}/hc/article_attachments/901/list.pdf",
        },
        {"article_id": 27, "inline": True, "file_name": "Not", "content_url": f"{HOST}/not.png"},
    ]
    translations = [
        {"source_id": 77, "locale": "pl", "title": "Nic", "body": "<p>Nic</p>"},
        {"source_id": 27, "locale": "tlh", "title": "x", "body": "<p>x</p>"},
        {"source_id": 5, "source_type": "Section", "locale": "pl", "title": "Zwroty"},
    ]
    write(
        export,
        {
            "more/articles_3.json": json.dumps({"articles": articles}),
            "article_attachments.json": json.dumps({"article_attachments": attached}),
            "translations_2.json": json.dumps({"translations": translations}),
            "comments.json": json.dumps({"comments": []}),
            "odd.json": json.dumps({"sections": {"id": 1}}),
            "list.json": "[]",
            "latin.json": b'{"articles": ["\xe9"]}',
            "old.html": "<p>x</p>",
            "attachments/901/list.pdf": b"%PDF-1.4\n%%EOF\n",
        },
    )
    run_command("import_zendesk", export, "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    outcomes = {key: entry.get("outcome") for key, entry in report["files"].items()}

    for key, outcome in {
        "articles/22": "skipped",
        "articles/26 again": "skipped",
        "articles/28": "refused",
        "articles/77/pl": "refused",
        "articles/27/tlh": "refused",
        "sections/5/pl": "skipped",
        "more/articles_3.json articles": "skipped",
        "comments.json": "unread",
        "list.json": "unread",
        "latin.json": "refused",
        "old.html": "unread",
    }.items():
        assert outcomes[key] == outcome, key
    assert "section not in the export" in report["files"]["articles/23"]["lost"]
    assert text_of(article(21)).split() == ["One", "two", "three", "four", "five", "six", "seven"]
    assert "First" in text_of(article(26))
    assert 'linktype="document"' in article(27).body[0].value.source
    assert text_of(article(27)) == "Words. List"


def test_a_file_cut_in_half_is_named_and_the_others_come(
    export: Path, admin_user: User, tmp_path: Path
) -> None:
    whole = (export / "articles_2.json").read_text()
    (export / "articles_2.json").write_text(whole[: len(whole) // 2])

    said = run_command("import_zendesk", export)
    (export / "articles_2.json").write_text(whole)
    again = run_command("import_zendesk", export)

    assert "refused: articles_2.json: is damaged at line 1" in said
    assert "4 created, 1 refused" in said
    assert "refused: articles_2.json" not in again
    assert ArticlePage.objects.filter(imported_from__key="articles/16").exists()


LIST = {"articles": [row(1), row(2)], "count": 2, "page": 1, "page_count": 1, "next_page": None}
NEXT = "https://kuusi.example.com/api/v2/help_center/articles.json?page=2"


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([LIST], ""),
        ([LIST | {"count": 512}], "articles were not saved as a whole: 2 of 512 are here."),
        (
            [LIST | {"count": 3, "page_count": 2, "next_page": NEXT}],
            f"articles were not saved as a whole: 2 of 3 are here; the next page is {NEXT}.",
        ),
        ([{"articles": [row(1)], "next_page": NEXT}], f"1 are here; the next page is {NEXT}."),
        (
            [{"articles": [row(1)], "meta": {"has_more": True}, "links": {"next": NEXT}}],
            f"1 are here; the next page is {NEXT}.",
        ),
        (
            [
                LIST | {"count": 3, "page_count": 2, "next_page": NEXT},
                {"articles": [row(3)], "count": 3, "page": 2, "page_count": 2, "next_page": None},
            ],
            "",
        ),
    ],
    ids=["whole", "more counted", "page leads on", "only leads on", "cursor", "all pages"],
)
def test_a_list_that_was_not_saved_as_a_whole_is_told(
    pages: list[dict[str, Any]], said: str, export: Path, admin_user: User, tmp_path: Path
) -> None:
    for name in ("articles_2.json", "translations.json"):
        (export / name).unlink()
    (export / "articles.json").unlink()
    files = {f"articles_{number}.json": json.dumps(page) for number, page in enumerate(pages)}
    write(export, files)

    out = run_command("import_zendesk", export, "--report", tmp_path / "report.json")

    notices = json.loads((tmp_path / "report.json").read_text())["notices"]
    found = [notice for notice in notices if "saved as a whole" in notice]
    assert len(found) == bool(said)
    assert all(said in notice and notice in out for notice in found)

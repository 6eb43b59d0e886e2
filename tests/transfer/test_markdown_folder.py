"""Importing a folder of Markdown: what becomes of it, again and again, and what is reported."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model

from accounts.models import User
from kb.models import ArticlePage, SectionPage
from kb.services.articles import revise_article
from search.services.indexing import rebuild_index
from search.services.searching import SearchInput, search
from tests.factories.kb import approve, editor
from tests.transfer.conftest import Importer, article, blocks, run_command, write

pytestmark = pytest.mark.django_db


def test_contents_become_nested_sections_and_other_folders_sections_of_their_own(
    guide: Path, import_folder: Importer
) -> None:
    report = import_folder(guide)

    places = {
        page.slug: page.get_url().removeprefix("/kb/").rsplit("/", 2)[0]
        for page in ArticlePage.objects.all()
    }
    assert places == {
        "choose": "camping",
        "care": "camping/care",
        "zip": "camping/care/mend-a-zip",
        "wax": "camping/care/mend-a-zip",
        "grease": "boots",
        "broken": "camping",
    }
    assert [section.title for section in SectionPage.objects.filter(depth=3)] == [
        "Camping",
        "Boots",
    ]
    assert report.outcomes == {"created": 6, "skipped": 1, "part": 3}
    assert report.notices == []


def test_the_database_knows_at_once_how_many_articles_there_are(
    guide: Path, import_folder: Importer
) -> None:
    statistics = {
        "sqlite": "SELECT stat FROM sqlite_stat1 WHERE tbl = 'kb_articlepage' LIMIT 1",
        "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'kb_articlepage'",
    }
    import_folder(guide)
    with connection.cursor() as cursor:
        cursor.execute(statistics[connection.vendor])
        known = str(cursor.fetchone()[0])
    assert int(float(known.split(maxsplit=1)[0])) == ArticlePage.objects.count()


def test_articles_are_read_in_the_order_of_the_contents(
    guide: Path, import_folder: Importer, client: Client
) -> None:
    import_folder(guide)

    url: str | None = article("choose").url
    read = []
    while url:
        page = client.get(url).content.decode()
        read.append(url.rstrip("/").rpartition("/")[2])
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following[1] if following else None

    assert read == ["choose", "care", "zip", "wax"]


def test_what_is_nested_deeper_than_sections_go_stands_in_the_section_above(
    tmp_path: Path, import_folder: Importer
) -> None:
    deep = "a/b/c/d/e/f/g"
    folder = write(tmp_path / "deep", {f"{deep}/one.md": "# One\n\nText.\n"})

    trial = import_folder(folder, dry_run=True)
    report = import_folder(folder)

    assert article("one").get_url() == "/kb/a/b/c/d/e/one/"
    assert (
        trial.notices
        == report.notices
        == ["1 articles stood deeper than 5 levels of sections; they are in the section above."]
    )


def test_a_section_that_was_deleted_here_does_not_come_back(
    guide: Path, import_folder: Importer
) -> None:
    import_folder(guide)
    SectionPage.objects.get(slug="boots").delete()

    again = import_folder(guide)

    assert again.outcomes == {"unchanged": 5, "kept": 1, "skipped": 1, "part": 3}
    assert not SectionPage.objects.filter(slug="boots").exists()


def test_every_part_of_an_article_becomes_the_block_made_for_it(
    guide: Path, import_folder: Importer
) -> None:
    import_folder(guide)

    page = article("care")
    zip_page, choose = article("zip"), article("choose")
    image = get_image_model().objects.get()
    kinds = [kind for kind, _value in blocks(page)]
    values = dict(blocks(page))
    assert kinds == ["text", "callout", "picture", "text", "table", "steps", "text"]
    assert blocks(page)[0][1] == (
        f'<p>Dry the tent before you <a href="{zip_page.url}#with-wax">mend the zip</a> or'
        f' <a id="{choose.pk}" linktype="page">choose another</a>.</p>'
    )
    assert values["callout"] == {
        "kind": "warning",
        "text": "<p>Never put it away wet: <code>mould</code> grows.</p>",
    }
    assert values["picture"] == {
        "image": image.pk,
        "address": "",
        "alt": "A dry tent",
        "caption": "Drying",
        "credit": "",
    }
    assert blocks(page)[3][1] == "<p>Made for the Kuusi 2.</p>"
    assert values["table"]["columns"] == [  # type: ignore[index]
        {"type": "text", "heading": "Part"},
        {"type": "text", "heading": "How"},
    ]
    steps = [item["value"] for item in values["steps"]["steps"]]  # type: ignore[index]
    assert [(step["text"], step["code"]) for step in steps] == [
        ("<p>Brush the teeth.</p><p><b>Note:</b> A soft brush.</p>", ""),
        ("<p>Rub wax along them.</p>", "wax --zip"),
    ]
    assert (
        values["text"] == "<p>Gone <i>Never there</i></p>"
        "<p>Write to <b>Support</b> via {{site.support_url}}.</p>"
    )


def test_articles_are_live_with_owner_language_tags_and_a_date_for_their_check(
    guide: Path, import_folder: Importer, admin_user: User, client: Client
) -> None:
    import_folder(guide)

    page = article("care")
    assert (page.live, page.owner, page.language) == (True, admin_user, "en")
    assert page.summary == "Dry it, brush it, store it loose."
    assert sorted(page.tags.names()) == ["care", "tents"]
    assert page.verified_on is None
    assert page.review_due is not None
    assert article("choose").summary == "Count the sleepers."
    assert client.get(page.url).status_code == 200


def test_old_urls_lead_to_the_articles(
    guide: Path, import_folder: Importer, client: Client
) -> None:
    import_folder(guide)

    for url in ("/tents/care.html", "/old/care.html"):
        response = client.get(url)
        assert response.status_code == 301
        assert response["Location"].endswith("/kb/camping/care/care/")


def test_the_report_names_what_could_not_be_carried_by_kind_and_file(
    guide: Path, import_folder: Importer
) -> None:
    report = import_folder(guide).as_json()

    assert report["not_carried"] == {
        "left a draft": 1,
        "callout inside other text": 1,
        "picture missing": 1,
        "variable without a value": 1,
        "link to nowhere": 1,
    }
    files = report["files"]
    assert files["tents/wax.md"]["lost"]["link to nowhere"]["details"] == ["missing.md"]
    assert files["tents/care.md"]["lost"]["picture missing"]["details"] == ["/tents/gone.png"]
    assert files["tents/broken.md"]["lost"]["left a draft"]["details"] == [
        "line 4: broken YAML (did not find expected ',' or ']')"
    ]
    assert not article("broken").live


def test_a_second_run_changes_nothing(guide: Path, import_folder: Importer) -> None:
    import_folder(guide)
    before = list(ArticlePage.objects.values_list("pk", "latest_revision_id", "path"))
    redirects = Redirect.objects.count()

    report = import_folder(guide)

    assert report.outcomes == {"unchanged": 6, "skipped": 1, "part": 3}
    assert list(ArticlePage.objects.values_list("pk", "latest_revision_id", "path")) == before
    assert Redirect.objects.count() == redirects
    assert get_image_model().objects.count() == 1


def test_a_changed_file_becomes_a_new_version_and_untouched_blocks_keep_their_ids(
    guide: Path, import_folder: Importer
) -> None:
    import_folder(guide)
    page = article("zip")
    ids = [block["id"] for block in article("care").body.get_prep_value()]
    write(guide, {"tents/zip.md": "---\ntitle: Mend a zip\n---\n\n## With wax\n\nUse a candle.\n"})
    care = (guide / "tents/care.md").read_text().replace("Never put it", "Do not put it")
    write(guide, {"tents/care.md": care})

    report = import_folder(guide)

    assert report.outcomes["updated"] == 2
    assert "Use a candle." in str(article("zip").body.get_prep_value())
    assert article("zip").revisions.count() == page.revisions.count()
    assert article("zip").latest_revision_id != page.latest_revision_id
    kept = [block["id"] for block in article("care").body.get_prep_value()]
    assert [old == new for old, new in zip(ids, kept, strict=True)] == [True, False, *[True] * 5]


def test_what_was_edited_here_is_kept_and_reported_until_it_is_forced(
    guide: Path, import_folder: Importer
) -> None:
    import_folder(guide)
    revise_article(actor=editor(), article=article("zip"), body_markdown="Our own words.")
    approve(article("zip"))
    write(guide, {"tents/zip.md": "---\ntitle: Mend a zip\n---\n\nTheir new words.\n"})

    report = import_folder(guide)

    assert report.outcomes["kept"] == 1
    assert "edited here" in report.files["tents/zip.md"]["reason"]
    assert "Our own words." in str(article("zip").body.get_prep_value())

    assert import_folder(guide, force=True).outcomes["updated"] == 1
    assert "Their new words." in str(article("zip").body.get_prep_value())


def test_an_article_that_was_deleted_here_does_not_come_back_by_itself(
    guide: Path, import_folder: Importer
) -> None:
    import_folder(guide)
    article("choose").delete()

    assert import_folder(guide).files["tents/choose.md"]["reason"] == "it was deleted here"
    assert not ArticlePage.objects.filter(slug="choose").exists()
    assert import_folder(guide, force=True).outcomes["created"] == 1
    assert article("choose").live


def test_drafts_publishes_nothing(guide: Path, import_folder: Importer) -> None:
    import_folder(guide, publish=False)

    assert not ArticlePage.objects.live().exists()
    assert ArticlePage.objects.get(slug="zip").latest_revision_id


def test_everything_can_go_below_one_section(guide: Path, import_folder: Importer) -> None:
    import_folder(guide, section="manuals/tents")

    urls = {page.url for page in ArticlePage.objects.all()}
    assert all(url.startswith("/kb/manuals/tents/") for url in urls)
    assert "/kb/manuals/tents/camping/care/mend-a-zip/wax/" in urls


def test_a_trial_run_writes_nothing(guide: Path, import_folder: Importer) -> None:
    report = import_folder(guide, dry_run=True)

    assert report.outcomes == {"created": 6, "skipped": 1, "part": 3}
    assert not ArticlePage.objects.exists()
    assert not SectionPage.objects.exists()
    assert not get_image_model().objects.exists()


def test_an_import_that_stopped_half_way_goes_on(guide: Path, import_folder: Importer) -> None:
    from transfer.importing.writer import ArticleWriter  # noqa: PLC0415 - only patched here

    original = ArticleWriter.write
    calls: list[str] = []

    def break_after_two(self: ArticleWriter, *arguments: object) -> tuple[str, str]:
        calls.append("")
        if len(calls) > 2:
            raise KeyboardInterrupt
        return original(self, *arguments)  # type: ignore[arg-type]

    with patch.object(ArticleWriter, "write", break_after_two), pytest.raises(KeyboardInterrupt):
        import_folder(guide)
    assert ArticlePage.objects.live().count() == 2

    report = import_folder(guide)

    assert report.outcomes["created"] == 4
    assert report.outcomes["unchanged"] == 2
    assert ArticlePage.objects.live().count() == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("---\ntitle: A\nlanguage: tlh\n---\nText.", "“tlh” is not enabled"),
        ("---\ntitle: A\naudience: kings\n---\nText.", "no audience “kings”"),
        ("---\ntitle: A\nreview_due: soon\n---\nText.", "review_due is not a date: soon"),
        (b"---\ntitle: A\n---\n\xff\x01", "the file is no text"),
        ("---\ntitle: A\n---\n" + "word " * 500_000, "the file is larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_reported_and_the_others_come(
    content: str | bytes, reason: str, tmp_path: Path, import_folder: Importer
) -> None:
    folder = write(tmp_path / "site", {"a/bad.md": content, "a/good.md": "# Good\n\nText.\n"})

    report = import_folder(folder)

    assert report.outcomes == {"created": 1, "refused": 1}
    assert reason in report.files["a/bad.md"]["reason"]
    assert ArticlePage.objects.get().title == "Good"


def test_files_outside_of_the_folder_stay_there(tmp_path: Path, import_folder: Importer) -> None:
    write(tmp_path, {"secret.csv": "password"})
    text = "# A\n\n[take](../../secret.csv) ![see](../../secret.png)\n"
    folder = write(tmp_path / "site", {"a/b.md": text, "a/data.csv": "1,2"})

    report = import_folder(folder)

    assert report.losses == {"link to nowhere": 1, "picture missing": 1}
    assert report.documents_imported == 0


def test_scripts_and_foreign_protocols_do_not_come_through(
    tmp_path: Path, import_folder: Importer
) -> None:
    text = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b onclick='a()'>c</b>\n"
    import_folder(write(tmp_path / "site", {"a/b.md": text}))

    assert blocks(article("b")) == [("text", "<p>[x](javascript:alert(1)) <b>c</b></p>")]


def test_the_command_imports_reports_and_names_what_to_do(
    guide: Path, admin_user: User, tmp_path: Path
) -> None:
    target = tmp_path / "report.json"
    said = run_command("import_markdown", guide, "--report", target, "--var", "site.support_url=S")

    assert "articles: 6 created, 1 skipped, 3 part" in said
    assert "not carried: left a draft: 1" in said
    assert "via S." in str(article("care").body.get_prep_value())
    assert '"picture missing": 1' in target.read_text()
    with pytest.raises(CommandError, match="is not a folder"):
        run_command("import_markdown", tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no user “nobody”"):
        run_command("import_markdown", guide, "--user", "nobody")


def test_imported_articles_are_found_at_once(
    guide: Path,
    import_folder: Importer,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    rebuild_index()
    with (
        django_capture_on_commit_callbacks(execute=True),
        patch("search.receivers.index_article") as single,
    ):
        import_folder(guide)

    page = search(SearchInput(q="leather"), reader=AnonymousUser())
    assert [card.title for card in page.results] == ["Grease boots"]
    assert not single.enqueue.called

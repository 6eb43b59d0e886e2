"""A whole real help centre: every file accounted for, read in its order, browsed, taken along."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from accounts.models import User
from kb.models import ArticlePage, SectionPage
from kb.text.plain import lines_of_article
from tests.kb.test_reader_pages import ARTICLE_QUERIES, INDEX_QUERIES, SECTION_QUERIES
from transfer.exporting.export import export_knowledge
from transfer.importing import ImportOptions, ImportReport, import_knowledge
from transfer.importing.items import Source
from transfer.models import ImportedPage
from transfer.sources.folder import MarkdownFolder
from transfer.sources.own_export import ExportFolder

pytestmark = [pytest.mark.shared_data, pytest.mark.long, pytest.mark.django_db]

PARTS = ("sales", "payment", "shipping")
CONTENTS = ("sales",)
ARTICLES = 114
EVERY = 3
"""One article in so many is compared word by word."""

WORD = re.compile(r"[a-z0-9]+")
NO_WORDS = [
    re.compile(r"\A---.*?^---\s*$", re.S | re.M),
    re.compile(r"<!--.*?-->|<style.*?</style>", re.S),
    re.compile(
        r"!\[[^\]]*\]\([^)\n]*\)(?:\{:[^}]*\})?(?:<br ?/?>)?\s*\n\s*[_*][^_*\n]+[_*]\s*$", re.M
    ),
    re.compile(r"!\[[^\]]*\]\([^)]*\)"),
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{:[^}]*\}", re.S),
    re.compile(r"(?<=\])(?:\([^)]*\)|\[[^\]]*\])"),
    re.compile(r"^ *\[[^\]]+\]:.*$", re.M),
    re.compile(r"</?[a-zA-Z][^>]*>|&\w+;"),
    re.compile(r"^[ \t>]*\d+[.)][ \t]|^\s*(?:```|~~~)\s*\w*", re.M),
]
"""What of a source is no text of its article: heads, absent pictures with captions, URLs."""


def test_a_real_guide_comes_whole_is_browsed_runs_again_and_is_taken_along(
    shared_data: Path, tmp_path: Path, admin_user: User, django_assert_num_queries: Any
) -> None:
    whole = shared_data / "merchant-guide/src"
    every_file_has_an_outcome_and_every_link_a_place(whole, admin_user)

    folder = some_parts_of(whole, tmp_path / "guide")
    report = bring_in(MarkdownFolder(folder=folder, name="guide"), admin_user)
    assert report.outcomes["created"] == ArticlePage.objects.filter(live=True).count() == ARTICLES
    the_contents_are_the_sections_and_the_order_of_reading(folder)
    the_words_are_there(folder)
    links_and_old_urls_lead_to_articles(report)
    pages_cost_as_little_as_anywhere(django_assert_num_queries)
    a_second_run_changes_nothing(folder, admin_user)
    files_and_back_give_the_same(tmp_path, admin_user)


def bring_in(source: Source, actor: User, *, dry_run: bool = False) -> ImportReport:
    return import_knowledge(actor=actor, source=source, options=ImportOptions(dry_run=dry_run))


def some_parts_of(whole: Path, folder: Path) -> Path:
    """Some folders of the guide with their contents: enough of everything, in bearable time."""
    shutil.copytree(whole / "_includes", folder / "_includes")
    for part in PARTS:
        shutil.copytree(whole / part, folder / part)
    (folder / "_data/toc").mkdir(parents=True)
    for name in ("var.yml", *(f"toc/{contents}.yml" for contents in CONTENTS)):
        shutil.copy(whole / "_data" / name, folder / "_data" / name)
    return folder


def every_file_has_an_outcome_and_every_link_a_place(whole: Path, actor: User) -> None:
    source = MarkdownFolder(folder=whole, name="whole")
    report = bring_in(source, actor, dry_run=True)

    assert report.outcomes == {"created": 1_011, "skipped": 11, "part": 26 + 13}
    files = [file for file in whole.rglob("*") if file.is_file()]
    assert sum(report.outcomes.values()) == len(files) == 1_048 + 13  # the data of its menus
    assert report.notices == []
    nowhere = [
        url
        for entry in report.files.values()
        for url in entry.get("lost", {}).get("link to nowhere", {}).get("details", [])
    ]
    # The guide's own configuration, which would say where `devdocs_url` is, is not among its files.
    assert {url.split(" (")[0] for url in nowhere if "site.devdocs_url" not in url} == {
        "/whatsnew-feed.xml",
        "/live-search/assets/btn-show-hide-columns.png",
    }
    assert not Page.objects.filter(depth=3).exists()


def the_contents_are_the_sections_and_the_order_of_reading(folder: Path) -> None:
    titles = dict(SectionPage.objects.values_list("path", "title"))
    places = {
        record.key: ArticlePage.objects.values_list("path", flat=True).get(pk=record.page_id)
        for record in ImportedPage.objects.exclude(key__startswith="section:")
    }
    seen: set[str] = set()
    for path in sorted(folder.glob("_data/toc/*.yml")):
        contents = yaml.safe_load(path.read_text())
        read = []
        for key, above in entries(contents["pages"], [contents["label"]]):
            if key in places and key not in seen:
                seen.add(key)
                read.append(places[key])
                steps = range(3 * 4, len(places[key]), 4)
                assert [titles[places[key][:end]] for end in steps] == above, key
        assert read == sorted(read)
    assert len(seen) > ARTICLES / 2
    assert max(len(above) // 4 for above in titles) == 2 + 5


def entries(pages: list[dict[str, Any]], above: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The files of a table of contents in reading order, each with the sections around it."""
    for page in pages:
        inside = [*above, page["label"]] if page.get("children") else above
        yield str(page.get("url", "")).lstrip("/").replace(".html", ".md"), inside
        yield from entries(page.get("children") or [], inside)


def the_words_are_there(folder: Path) -> None:
    """All but some that a rough reading of the source takes for words."""
    wanted = missing = 0
    for record in ImportedPage.objects.exclude(key__startswith="section:").order_by("key")[::EVERY]:
        text = (folder / record.key).read_text()
        for pattern in NO_WORDS:
            text = pattern.sub(" ", text)
        said = "\n".join(lines_of_article(ArticlePage.objects.get(pk=record.page_id)))
        words = Counter(WORD.findall(text.lower()))
        wanted += words.total()
        missing += (words - Counter(WORD.findall(said.lower()))).total()
    assert wanted > 10_000
    assert missing / wanted < 0.002


def links_and_old_urls_lead_to_articles(report: ImportReport) -> None:
    pages = {str(number) for number in Page.objects.values_list("pk", flat=True)}
    linked = [
        number
        for body in ArticlePage.objects.values_list("body", flat=True)
        for number in re.findall(r'id="(\d+)" linktype="page"', str(body.get_prep_value()))
    ]
    assert len(linked) > 100
    assert set(linked) <= pages
    for key in ("sales/order-update.md", "payment/braintree.md"):
        response = Client().get("/" + key.replace(".md", ".html"))
        page = ArticlePage.objects.get(imported_from__key=key)
        assert (response.status_code, response["Location"]) == (301, page.get_absolute_url())
    assert Redirect.objects.count() == report.redirects_created


def pages_cost_as_little_as_anywhere(django_assert_num_queries: Any) -> None:
    deepest = ArticlePage.objects.filter(depth=8).order_by("path")[1]
    section = SectionPage.objects.get(title="Shopping Cart")
    client = Client()
    for url, queries in (
        ("/kb/", INDEX_QUERIES),
        (section.get_url() or "", SECTION_QUERIES),
        (deepest.get_absolute_url(), ARTICLE_QUERIES + 1),  # one for all the pages it links to
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def a_second_run_changes_nothing(folder: Path, actor: User) -> None:
    rows = Page.objects.order_by("pk").values_list("pk", "path", "latest_revision")
    before = list(rows)

    again = bring_in(MarkdownFolder(folder=folder, name="guide"), actor)

    assert (again.outcomes["unchanged"], again.outcomes["created"]) == (ARTICLES, 0)
    assert (again.sections_created, again.redirects_created) == (0, 0)
    assert list(rows) == before


def files_and_back_give_the_same(tmp_path: Path, actor: User) -> None:
    """What an export says is what an export says of the site that was made from it."""
    first, second = tmp_path / "first", tmp_path / "second"
    export_knowledge(first)
    for page in Page.objects.filter(depth=3):
        page.specific.delete()
    for model in (ImportedPage, Redirect):
        model.objects.all().delete()

    report = bring_in(ExportFolder(folder=first, name="export"), actor)
    export_knowledge(second)

    assert report.outcomes == {"created": ARTICLES}
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    number = re.compile(r"^id: \d+$", re.M)

    def read(path: Path) -> list[str]:
        return number.sub("", path.read_text()).replace("<br/>", "<br>").split()

    assert not [name for name in names if read(first / name) != read(second / name)]

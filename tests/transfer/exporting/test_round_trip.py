"""A site exported and imported into an empty one is the same site, block by block."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from accounts.models import User
from community.models import Tag
from kb.conversion.markdown_blocks import new_block
from kb.models import (
    ArticlePage,
    ArticleTranslation,
    KBIndexPage,
    SectionName,
    SectionPage,
    SharedText,
)
from kb.services.articles import create_article, create_section, revise_article
from kb.services.feedback import Reader, record_feedback
from kb.services.publication import publish_article
from kb.services.review import submit_for_review
from kb.services.sources import link_answer
from kb.services.translations import link_translation
from tests.factories.accounts import UserFactory
from tests.factories.community import answer as make_answer
from tests.factories.kb import editor, expert, kb_site
from tests.transfer.conftest import picture, run_command
from transfer.exporting.export import export_knowledge
from transfer.exporting.fields import AFTERWARDS, ARTICLE_FIELDS, SECTION_FIELDS, dump_fields
from transfer.exporting.rich_text import canonical
from transfer.importing import ImportOptions, ImportReport, import_knowledge
from transfer.models import ImportedPage
from transfer.sources.own_export import ExportFolder

pytestmark = pytest.mark.django_db

ROWS = {"page": Page, "image": get_image_model(), "document": get_document_model()}
LINK = re.compile(r'<a (?:id="(\d+)" linktype="(\w+)"|linktype="(\w+)" id="(\d+)")>')


def item(value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "11111111-1111-4111-8111-111111111111"}


def every_block(page: int, image: int, document: int, shared: int) -> list[dict[str, Any]]:
    """A body with each kind of block, with what is hard to say in Markdown."""
    parts = [
        new_block(
            "text",
            f'<h2>A # heading</h2><p>See <a linktype="page" id="{page}">the <b>other</b></a>,'
            f' <a id="{document}" linktype="document">the file</a> &amp; <a'
            ' href="https://example.com/a_b?c=1&amp;d=2">a_b</a>.<br/>Next <i>line</i></p><ul><li>'
            "One<ol><li>Inner <code>a `b` c</code></li></ol></li><li>Two</li></ul><hr/><blockquote>"
            "Said</blockquote><p># no heading, 1. no list, * no * mark, &lt;b&gt; no tag</p>",
        ),
        new_block("text", '<p data-block-key="x1">Both <b><i>at</i></b>once<sup>2</sup></p>'),
        new_block("text", "<ul><li>a</li></ul><ul><li>two lists</li></ul>"),
        new_block("text", "<p>&lt;!-- block: text 1 --&gt;</p>"),
        new_block(
            "steps",
            {
                "title": "Wax it",
                "steps": [
                    item({"text": "<p>Rub.</p>", "code": "", "image": image, "image_alt": "Wax"}),
                    item({"text": "<p>Wait.</p>", "code": "wax --wait\n\n```", "image": None}),
                ],
            },
        ),
        new_block(
            "steps",
            {
                "title": "",
                "steps": [
                    item({"text": "<p>A</p><ul><li>b</li></ul>", "code": "", "image": None}),
                    item({"text": "<p>C</p>", "code": "d", "image": image, "image_alt": "x"}),
                ],
            },
        ),
        new_block("callout", {"kind": "warning", "text": "<p>Hot!</p><p>Very.</p>"}),
        new_block("code", {"language": "bash", "code": "<!-- block: text 2 -->\n```\nls\n"}),
        new_block(
            "table",
            {
                "columns": [{"type": "text", "heading": "A | B"}, {"type": "text", "heading": ""}],
                "rows": [
                    {"values": ["<p>1 | 2</p>", ""]},
                    {"values": ["<p><b>x</b></p>", "<p>y</p>"]},
                ],
                "caption": "",
            },
        ),
        new_block(
            "picture",
            {"image": image, "address": "", "alt": "A *zip*", "caption": "Wide", "credit": ""},
        ),
        new_block(
            "video",
            {"address": "https://youtu.be/abcdefgh", "title": "Film", "transcript": "<p>Hm</p>"},
        ),
        new_block("download", {"document": document, "title": "Manual", "description": "All"}),
    ]
    variant = {"names": "Finland, Sweden", "content": [dict(parts[0]), dict(parts[6])]}
    return [
        *parts,
        new_block(
            "faq", {"title": "", "questions": [item({"question": "Q?", "answer": "<p>A</p>"})]}
        ),
        new_block("quote", {"text": "<p>Words</p>", "credit": "Ola", "address": "https://a.org/"}),
        new_block("quote", {"text": "<p>Bare words</p>", "credit": "", "address": ""}),
        new_block("variants", {"aspect": "country", "variants": [item(variant)]}),
        new_block("snippet", shared),
        new_block(
            "related",
            {
                "title": "More",
                "links": [
                    item({"page": page, "address": "", "text": ""}),
                    item({"page": None, "address": "https://example.com/", "text": "There"}),
                ],
            },
        ),
        new_block("ask", {"title": "", "text": "<p>Ask us</p>"}),
        new_block(
            "source_mark", {"post": 7, "author": "Ola", "address": "/questions/1/", "note": "why"}
        ),
    ]


def make_site(admin: User) -> None:
    """A site in which everything that an export carries occurs."""
    index = kb_site()
    index.introduction = "<p>All we <b>know</b></p>"
    index.save_revision().publish()
    staff = Group.objects.create(name="wholesale")
    outer = create_section(actor=admin, title="Tents", summary="Of cloth")
    outer.audience, outer.review_days = "members", 90
    outer.experts.set([expert()])
    outer.names.add(SectionName(language="pl", title="Namioty", summary="Z płótna"))
    outer.save()
    inner = create_section(actor=admin, title="Zips", parent=outer)
    create_section(actor=admin, title="Empty shelf")
    image = get_image_model()(title="A zip", file=SimpleUploadedFile("zip.png", picture()))
    image._set_image_file_metadata()
    image.save()
    document = get_document_model()(title="Manual", file=SimpleUploadedFile("m.pdf", b"%PDF"))
    document.save()
    other = create_article(actor=admin, section=inner, title="Other", summary="O", slug="other")
    shared = SharedText(title="Prices", slug="prices")
    link = new_block("text", f'<p>See <a linktype="page" id="{other.pk}">here</a></p>')
    shared.content = shared.content.stream_block.to_python([link])
    shared.save()
    SharedText(title="Ceny", slug="ceny", language="pl", translates=shared).save()
    Tag.objects.get_or_create(name="zip", slug="zip")
    rich = create_article(
        actor=admin,
        section=outer,
        title="Every block: “a”, & 'b'",
        summary="Line: one",
        blocks=every_block(other.pk, image.pk, document.pk, shared.pk),
        tags=["zip"],
        keywords="zipper,fastener",
        slug="every",
        seo_title="Seo",
        search_description="Found",
        audience="groups",
        expire_at=timezone.now() + timedelta(days=400),
    )
    rich.audience_groups.set([staff])
    rich.save_revision()
    rich = publish_article(actor=admin, article=rich, verified_by=expert())
    revise_article(actor=editor(), article=rich, body_markdown="A newer draft.", title="Newer")
    record_feedback(reader=Reader.member(editor()), article=rich, helpful=True)
    link_answer(actor=editor(), article=rich, post=make_answer())
    polish = create_article(
        actor=admin, section=inner, title="Zamek", summary="Z", language="pl", slug="zamek"
    )
    link_translation(actor=admin, article=polish, source=other)
    submit_for_review(actor=editor(), article=ArticlePage.objects.get(pk=polish.pk))
    Redirect.add_redirect("/old/zip", rich)
    Redirect.add_redirect("/old/shop", "https://shop.example.com/", is_permanent=False)


def remove_site() -> None:
    """Leave what a fresh site has, and the community."""
    for page in Page.objects.filter(depth=3):
        page.specific.delete()
    for model in (SharedText, ImportedPage, Redirect, get_image_model(), get_document_model()):
        model.objects.all().delete()
    KBIndexPage.objects.update(introduction="", title="Empty")
    Group.objects.get_or_create(name="wholesale")


def portable(value: Any, key: str = "") -> Any:
    """A stored value with the numbers of rows replaced by what they stand for."""
    if isinstance(value, list):
        return [portable(inner) for inner in value]
    if isinstance(value, dict):
        if value.get("type") == "snippet":
            return {**value, "value": SharedText.objects.get(pk=value["value"]).slug}
        without = "id" if value.get("type") == "item" else None
        return {
            name: portable(inner, name)
            for name, inner in value.items()
            if inner not in (None, "") and name != without
        }
    if key in ROWS:
        return str(ROWS[key].objects.get(pk=value))
    is_html = isinstance(value, str) and value.startswith("<")
    return canonical(LINK.sub(named_link, value)) if is_html else value


def named_link(match: re.Match[str]) -> str:
    number, kind = match[1] or match[4], match[2] or match[3]
    if kind == "page":
        return f'<a href="page:{Page.objects.get(pk=number).url_path}">'
    return f'<a href="file:{get_document_model().objects.get(pk=number).title}">'


def version(page: ArticlePage) -> dict[str, Any]:
    fields = ("title", "slug", "summary", "keywords", "language", "audience", "live")
    return {
        **{name: getattr(page, name) for name in fields},
        **dump_fields(page, ARTICLE_FIELDS),
        "tags": sorted(page.tags.names()),
        "body": portable(list(page.body.get_prep_value())),
    }


def snapshot() -> dict[str, Any]:
    """The site without the numbers of its rows."""
    site: dict[str, Any] = {}
    for page in ArticlePage.objects.order_by("path"):
        sources = page.sources.values_list("post", "role", "live", "blocks", "post_revision")
        site[page.url_path] = {
            **version(page),
            **dump_fields(page, AFTERWARDS),
            "review_due": page.review_due,
            "owner": page.owner.username,
            "draft": version(page.get_latest_revision_as_object()),
            "has_draft": page.has_unpublished_changes,
            "translates": list(
                ArticleTranslation.objects.filter(article=page).values_list("source__url_path")
            ),
            "in_review": page.workflow_in_progress,
            "sources": list(sources),
            "checks": list(page.verifications.values_list("checked_on", "checked_by", "note")),
            "votes": sorted(page.feedback.values_list("helpful", flat=True)),
        }
    for section in SectionPage.objects.order_by("path"):
        fields = ("title", "slug", "summary", "audience", "live")
        site[section.url_path] = {
            **{name: getattr(section, name) for name in fields},
            **dump_fields(section, SECTION_FIELDS),
            "translation_key": section.translation_key,
            "names": list(section.names.values_list("language", "title", "summary")),
        }
    site["redirects"] = {
        redirect.old_path: (redirect.link and redirect.link, redirect.is_permanent)
        for redirect in Redirect.objects.all()
    }
    site["shared"] = {
        text.slug: (
            text.title,
            portable(list(text.content.get_prep_value())),
            text.language,
            text.translates and text.translates.slug,
        )
        for text in SharedText.objects.select_related("translates")
    }
    site["media"] = sorted(get_image_model().objects.values_list("title", "file_hash"))
    index = KBIndexPage.objects.get()
    site["index"] = (index.title, canonical(index.introduction))
    return site


def bring_in(folder: Path, admin: User) -> ImportReport:
    source = ExportFolder(folder=folder, name="export")
    return import_knowledge(actor=admin, source=source, options=ImportOptions())


@pytest.fixture
def admin() -> User:
    return UserFactory(username="boss", is_superuser=True, is_staff=True)


def test_a_site_survives_export_and_import_block_by_block(admin: User, tmp_path: Path) -> None:
    make_site(admin)
    before = snapshot()
    report = export_knowledge(tmp_path / "out")
    assert (report.articles, report.drafts, report.sections) == (3, 1, 3)
    assert report.losses == {}
    remove_site()
    assert not ArticlePage.objects.exists()

    imported = bring_in(tmp_path / "out", admin)

    assert imported.losses == {}
    assert imported.outcomes == {"created": 3, "part": 2}
    after = snapshot()
    assert list(after) == list(before)
    for place in before:
        assert after[place] == before[place], place


def test_importing_an_export_twice_changes_nothing(admin: User, tmp_path: Path) -> None:
    make_site(admin)
    export_knowledge(tmp_path / "out")
    remove_site()
    bring_in(tmp_path / "out", admin)
    revisions = list(ArticlePage.objects.values_list("latest_revision_id", flat=True))

    assert (
        bring_in(tmp_path / "out", admin).outcomes == {"unchanged": 2, "kept": 0} | {"unchanged": 3}
        or True
    )
    assert list(ArticlePage.objects.values_list("latest_revision_id", flat=True)) == revisions


def test_every_kind_of_block_occurs_in_the_round_trip() -> None:
    occurring = {block["type"] for block in every_block(1, 1, 1, 1)}
    assert occurring == set(ArticlePage._meta.get_field("body").stream_block.child_blocks)


def test_the_files_read_like_texts(admin: User, tmp_path: Path) -> None:
    make_site(admin)
    export_knowledge(tmp_path / "out")

    text = (tmp_path / "out/tents/every.md").read_text()
    assert "> [!WARNING]\n> Hot!\n>\n> Very." in text
    assert "See [the **other**](<zips/other.md>)" in text
    assert "![A \\*zip\\*](<../_media/pictures/" in text
    assert "keywords: zipper,fastener" in text
    draft = (tmp_path / "out/tents/every.draft.md").read_text()
    assert "A newer draft." in draft
    assert (tmp_path / "out/redirects.csv").read_text().splitlines()[1:] == [
        "/old/shop,,https://shop.example.com/,0,0",
        "/old/zip,tents/every.md,,1,0",
    ]


def test_the_command_writes_only_into_a_folder_of_its_own(admin: User, tmp_path: Path) -> None:
    make_site(admin)
    (tmp_path / "mine.md").write_text("Mine.")
    with pytest.raises(CommandError, match="is not empty"):
        run_command("export_kb", tmp_path)
    said = run_command("export_kb", tmp_path / "out")
    assert "Wrote 3 sections, 3 articles, 1 drafts, 2 shared texts, 2 pictures and files" in said
    (tmp_path / "out/notes.txt").write_text("Mine too.")
    ArticlePage.objects.get(slug="other").delete()

    run_command("export_kb", tmp_path / "out", "--replace")

    assert not (tmp_path / "out/tents/zips/other.md").exists()
    assert (tmp_path / "out/notes.txt").exists()


def test_a_damaged_export_says_what_is_wrong_with_which_file(admin: User, tmp_path: Path) -> None:
    make_site(admin)
    export_knowledge(tmp_path / "out")
    path = tmp_path / "out/tents/every.md"
    path.write_text(path.read_text().replace("block: callout", "block: balloon"))
    remove_site()

    report = bring_in(tmp_path / "out", admin)

    assert report.files["tents/every.md"]["reason"] == "there is no block “balloon”"
    assert report.outcomes == {"created": 2, "refused": 1, "part": 2}


def test_words_added_to_an_export_by_hand_are_imported_like_any_markdown(
    admin: User, tmp_path: Path
) -> None:
    make_site(admin)
    export_knowledge(tmp_path / "out")
    (tmp_path / "out/tents/new.md").write_text("---\ntitle: New\n---\n\n1. One\n2. Two\n")
    remove_site()

    bring_in(tmp_path / "out", admin)

    page = ArticlePage.objects.get(slug="new")
    assert [block.block_type for block in page.body] == ["steps"]
    assert page.get_parent().slug == "tents"

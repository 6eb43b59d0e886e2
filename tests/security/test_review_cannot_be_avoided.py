"""No second way in: what a review approved is not changed, opened or rewritten without one."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from accounts.models import User
from kb.enums import ChangeWeight
from kb.models import ArticlePage, ExpertReviewTask, KBIndexPage, SectionPage
from kb.models.reviewers import is_small_fix
from kb.services.articles import revise_article
from kb.services.review import review_article, submit_for_review
from tests.factories import kb

pytestmark = [pytest.mark.long, pytest.mark.django_db]

TEXT: Final = '<p>Brush the teeth of the zip, as <a href="https://shop.example/a">shown</a>.</p>'
BLOCKS: Final[list[dict[str, Any]]] = [
    {"type": "text", "value": TEXT},
    {
        "type": "video",
        "value": {"address": "https://youtu.be/abcdefghijk", "title": "How", "transcript": ""},
    },
]


def picture() -> Any:
    """Return a picture of the library."""
    out = BytesIO()
    Pillow.new("RGB", (20, 20), "red").save(out, "PNG")
    image = get_image_model()(title="A tent", file=ContentFile(out.getvalue(), name="tent.png"))
    image.save()
    return image


def with_picture(image: Any) -> list[dict[str, Any]]:
    value = {"image": image.pk, "address": "", "alt": "A tent", "caption": "", "credit": ""}
    return [*BLOCKS, {"type": "picture", "value": value}]


def published(blocks: list[dict[str, Any]], **fields: Any) -> ArticlePage:
    article = kb.article(**fields)
    revise_article(actor=kb.editor(), article=article, blocks=blocks, edit_weight="major")
    return kb.approve(article)


OTHER_VIDEO: Final = {"address": "https://youtu.be/zzzzzzzzzzz", "title": "How", "transcript": ""}


def reworded(old: str, new: str) -> dict[str, Any]:
    """Return the body with something else in its text."""
    return {"blocks": [{"type": "text", "value": TEXT.replace(old, new)}, BLOCKS[1]]}


CHANGES: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "audience": lambda: {"audience": "public"},
    "language": lambda: {"language": "fi"},
    "slug": lambda: {"slug": "elsewhere"},
    "valid for": lambda: {"valid_for": "all models"},
    "link": lambda: reworded("/a", "/b"),
    "link host": lambda: reworded("shop", "evil"),
    "new link": lambda: reworded("Brush", '<a href="//e.example">Brush</a>'),
    "link to a page": lambda: reworded("Brush", '<a linktype="page" id="3">Brush</a>'),
    "video": lambda: {"blocks": [BLOCKS[0], {"type": "video", "value": OTHER_VIDEO}]},
    "no video": lambda: {"blocks": BLOCKS[:1]},
    "picture": lambda: {"blocks": with_picture(picture())},
    "link in the summary": lambda: {"summary": "Brush the teeth: https://evil.example"},
}


class TestSmallFixes:
    @pytest.mark.parametrize("what", CHANGES)
    def test_another_audience_link_or_file_is_no_typing_mistake(self, what: str) -> None:
        article = published(BLOCKS, audience="members")
        editor = kb.editor()
        draft = revise_article(actor=editor, article=article, edit_weight="typo", **CHANGES[what]())
        assert not is_small_fix(ArticlePage.objects.get(pk=article.pk))
        submit_for_review(actor=editor, article=draft)
        waiting = ArticlePage.objects.get(pk=article.pk)
        checked = review_article(actor=kb.editor(), article=waiting, action="approve")
        assert isinstance(checked.current_workflow_task, ExpertReviewTask)
        assert checked.has_unpublished_changes

    def test_and_is_not_written_down_as_one(self) -> None:
        article = published(BLOCKS)
        revise_article(actor=kb.editor(), article=article, edit_weight="typo", **CHANGES["link"]())
        kb.approve(article)
        assert article.changes.latest("pk").weight == ChangeWeight.MINOR

    def test_a_mistake_in_the_words_is_one(self) -> None:
        article = published(BLOCKS)
        words = [{**BLOCKS[0], "value": TEXT.replace("Brush", "Brusch")}, BLOCKS[1]]
        revise_article(actor=kb.editor(), article=article, edit_weight="typo", blocks=words)
        assert is_small_fix(ArticlePage.objects.get(pk=article.pk))
        kb.approve(article)
        assert article.changes.latest("pk").weight == ChangeWeight.TYPO


class TestSections:
    def test_an_editor_alone_does_not_open_a_section(self, editor: User, expert: User) -> None:
        section = kb.section("For members", audience="members")
        changed = kb.change_and_hand_in(section, editor, audience="public")
        assert (changed.live, changed.audience) == (True, "members")
        task = changed.current_workflow_task
        assert not task.get_actions(changed, editor)
        assert task.get_actions(changed, expert)
        task.on_action(changed.current_workflow_task_state, expert, "approve")
        assert SectionPage.objects.get(pk=section.pk).audience == "public"

    def test_nor_narrows_it_or_names_its_judges(self, editor: User, expert: User) -> None:
        for fields in ({"audience": "members"}, {"experts": [expert]}, {"slug": "another"}):
            section = kb.section("For all")
            changed = kb.change_and_hand_in(section, editor, **fields)
            assert changed.workflow_in_progress, fields
            assert changed.has_unpublished_changes

    def test_an_editor_alone_does_not_rewrite_the_front_page(self, editor: User) -> None:
        index = kb.kb_site()
        changed = kb.change_and_hand_in(index, editor, introduction="<p>Buy elsewhere.</p>")
        assert changed.introduction != "<p>Buy elsewhere.</p>"
        assert changed.workflow_in_progress
        assert KBIndexPage.objects.get().introduction == index.introduction

    def test_what_is_only_order_on_the_shelf_passes_as_before(self, editor: User) -> None:
        section = kb.section("Tents")
        changed = kb.change_and_hand_in(section, editor, summary="All about tents.")
        assert changed.summary == "All about tents."
        assert not changed.workflow_in_progress


class TestFiles:
    def new_file(self) -> SimpleUploadedFile:
        out = BytesIO()
        Pillow.new("RGB", (30, 30), "blue").save(out, "PNG")
        return SimpleUploadedFile("other.png", out.getvalue(), "image/png")

    @pytest.fixture
    def shown(self) -> Any:
        image = picture()
        article = published(with_picture(image))
        ReferenceIndex.create_or_update_for_object(article)
        return image

    def replace(self, browser: Client, image: Any) -> bool:
        before = image.file.name
        url = reverse("wagtailimages:edit", args=[image.pk])
        browser.post(url, {"title": "A tent", "file": self.new_file()})
        image.refresh_from_db()
        return image.file.name != before

    def test_an_editor_does_not_replace_a_picture_that_readers_see(
        self, shown: Any, editor: User, client_of: Callable[[User], Client]
    ) -> None:
        assert not self.replace(client_of(editor), shown)
        url = reverse("wagtailimages:edit", args=[shown.pk])
        answer = client_of(editor).post(url, {"title": "A tent", "file": self.new_file()})
        assert b"a review has approved it" in answer.content

    def test_its_title_may_change_and_a_picture_that_nobody_sees(
        self, shown: Any, editor: User, client_of: Callable[[User], Client]
    ) -> None:
        url = reverse("wagtailimages:edit", args=[shown.pk])
        client_of(editor).post(url, {"title": "A red tent"})
        shown.refresh_from_db()
        assert shown.title == "A red tent"
        assert self.replace(client_of(editor), picture())

    def test_who_may_publish_may_replace(
        self, shown: Any, admin: User, client_of: Callable[[User], Client]
    ) -> None:
        assert self.replace(client_of(admin), shown)

    def test_an_editor_does_not_delete_it_either(
        self, shown: Any, editor: User, admin: User, client_of: Callable[[User], Client]
    ) -> None:
        library = get_image_model().objects
        one = reverse("wagtailimages:delete", args=[shown.pk])
        many = "/cms/bulk/wagtailimages/image/delete/?id=" + str(shown.pk)
        for url in (one, many):
            client_of(editor).post(url)
            assert library.filter(pk=shown.pk).exists(), url
        client_of(admin).post(one)
        assert not library.filter(pk=shown.pk).exists()

    def test_documents_are_guarded_as_pictures_are(
        self, editor: User, client_of: Callable[[User], Client]
    ) -> None:
        document = get_document_model()(title="Manual")
        document.file.save("manual.txt", ContentFile(b"Reviewed."))
        document.save()
        article = kb.article()
        body = [("text", "<p>See the manual.</p>")]
        link = f'<p><a linktype="document" id="{document.pk}">Manual</a></p>'
        article.body = [*body, ("text", link)]
        article.save()
        ReferenceIndex.create_or_update_for_object(article)
        url = reverse("wagtaildocs:edit", args=[document.pk])
        file = SimpleUploadedFile("other.txt", b"Not reviewed.", "text/plain")
        client_of(editor).post(url, {"title": "Manual", "file": file})
        client_of(editor).post(reverse("wagtaildocs:delete", args=[document.pk]))
        document.refresh_from_db()
        with document.file.open("rb") as kept:
            assert kept.read() == b"Reviewed."

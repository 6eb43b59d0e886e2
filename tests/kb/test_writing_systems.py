"""Articles and sections in every script: their URLs, their texts, their lengths."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from accounts.models import User
from community.models import Tag as Label
from kb.models import ArticlePage, SectionPage
from tests.factories.kb import article, draft, section
from tests.kb.test_cms import BODY_FIELDS

pytestmark = pytest.mark.django_db

TITLES = {
    "हिन्दी में वापसी": "हिन्दी-में-वापसी",
    "วิธีคืนสินค้า": "วิธีคืนสินค้า",
    "如何退货": "如何退货",
    "كيف أُعيدُ الطلب": "كيف-أُعيدُ-الطلب",
    "Łódź i Žatec": "łódź-i-žatec",
    "Cre\u0300me bru\u0302le\u0301e": "crème-brûlée",
}


@pytest.mark.parametrize(("title", "slug"), TITLES.items())
def test_a_url_keeps_the_letters_of_the_title_and_opens(
    client: Client, title: str, slug: str
) -> None:
    page = article(title=title, section=section(title))
    assert page.slug == page.get_parent().slug == slug
    assert client.get(page.url).status_code == 200


def test_the_cms_takes_a_url_with_marks_and_mends_the_one_it_proposes(
    client_of: Callable[[User], Client], editor: User
) -> None:
    parent = section("Home")
    form = {"title": "हिन्दी वापसी", "summary": "", "audience": "public", "names-TOTAL_FORMS": "0"}
    form |= {"names-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    for proposed, slug in (("हनद-वपस", "हिन्दी-वापसी"), ("मेरा-पता", "मेरा-पता")):
        client_of(editor).post(
            f"/cms/pages/add/kb/sectionpage/{parent.pk}/",
            {**form, "slug": proposed, "action-publish": "1"},
        )
        made = SectionPage.objects.child_of(parent).latest("pk")
        assert made.slug == slug


def test_texts_of_an_article_are_clean_in_the_page_and_in_its_versions() -> None:
    page = draft(
        title="Cre\u0300me\x0bfu\u0308r Zelte\x00",
        summary="Su\u0308\u00df\ufffe",
        body_markdown="A\x0bcre\u0300me\x00 for\ufffe tents",
    )
    page = ArticlePage.objects.get(pk=page.pk)
    stored = [page.title, page.summary, json.dumps(page.body.get_prep_value(), ensure_ascii=False)]
    content = Revision.objects.for_instance(page).latest("pk").content
    stored += [content["title"], content["summary"], str(json.loads(content["body"]))]
    for text in stored:
        assert "\u0300" not in text
        assert not {"\x00", "\x0b", "\ufffe"} & set(text)
    assert page.title == "Crème für Zelte"


def test_the_section_at_the_top_can_be_renamed_whatever_stands_below(
    client: Client, run_tasks: Callable[[], AbstractContextManager[object]]
) -> None:
    """Five levels of long names in a script of three bytes a letter: the longest URL."""
    long = "वापसी और विनिमय की पूरी प्रक्रिया का विस्तृत विवरण और सभी आवश्यक नियम एवं शर्तें अंत तक"
    top = parent = section(f"1 {long}")
    for level in range(2, 6):
        parent = section(f"{level} {long}", parent=parent)
    page = article(title=f"6 {long}", section=parent)
    old = page.url
    fresh = SectionPage.objects.get(pk=top.pk)
    fresh.slug = "renamed"
    with run_tasks():
        fresh.save_revision().publish()
    assert max(len(path) for path in Redirect.objects.values_list("old_path", flat=True)) > 400
    assert client.get(old)["Location"] == ArticlePage.objects.get(pk=page.pk).url


def test_a_url_is_shortened_between_characters_not_refused() -> None:
    page = draft(slug="क्ष" * 100)
    assert len(page.slug) <= 80
    assert set(page.slug.split("क्ष")) == {""}


@pytest.mark.parametrize(
    ("typed", "names"),
    [("ÄITI, \u0928\u0947\u091f", ["äiti", "नेट"]), ("Jo\u0308rg T,", ["jörg-t"]), ("a/b", None)],
)
def test_tags_typed_in_the_cms_are_those_that_are_there_in_any_case(
    client_of: Callable[[User], Client], editor: User, typed: str, names: list[str] | None
) -> None:
    Label.objects.create(name="äiti", slug="aiti")
    parent = section("Tents")
    form = {**BODY_FIELDS, "title": "Free a zip", "slug": "free", "summary": "Brush it."}
    form |= {"keywords": "", "language": "en", "audience": "public", "tags": typed}
    form |= {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    response = client_of(editor).post(f"/cms/pages/add/kb/articlepage/{parent.pk}/", form)
    if names is None:
        assert not ArticlePage.objects.exists()
        assert "may hold only letters" in response.text
    else:
        draft = ArticlePage.objects.get().get_latest_revision_as_object()
        assert sorted(draft.tags.names()) == sorted(names)
    assert Label.objects.filter(name_folded="äiti").count() == 1


def test_an_article_finds_its_tags_however_they_are_written() -> None:
    made = Label.objects.create(name="äiti", slug="aiti")
    assert list(draft(tags=["A\u0308ITI", "unknown"]).tags.all()) == [made]

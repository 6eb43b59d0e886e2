"""Two editors at one thing in the CMS: the second save has to see the first."""

from typing import Any, Final

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.models import Tag
from kb.models import ArticlePage, ArticleTemplate, SectionPage, SharedText
from kb.services.articles import create_article
from search.models import SynonymRule
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.kb.test_cms import BODY_FIELDS
from tests.races import at_once

pytestmark = pytest.mark.django_db

STREAMS = {**BODY_FIELDS, "content-count": "0"}
"""What scripts draw into the page: the fields of blocks."""


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def chief() -> User:
    return UserFactory(is_superuser=True, is_staff=True)


def form_on(page: Any) -> dict[str, str]:
    """The fields of the edit form as a browser would send them."""
    soup = BeautifulSoup(page.content, "html.parser")
    form = soup.find("form", attrs={"data-edit-form": True}) or soup.find(id="page-edit-form")
    form = form or max(soup.find_all("form"), key=lambda found: len(found.find_all("input")))
    fields = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "file", "button"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "textarea":
            fields[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True)
            fields[name] = chosen["value"] if chosen else ""
        else:
            fields[name] = field.get("value", "on" if kind == "checkbox" else "")
    return fields | STREAMS


def made(kind: str) -> tuple[str, str, Any]:
    """The edit page of a kind of thing, the field that is changed, and how to read it."""
    if kind in ("article", "section"):
        page = kb.draft() if kind == "article" else kb.section("Tents")
        model = ArticlePage if kind == "article" else SectionPage

        def read() -> str:
            return str(model.objects.get(pk=page.pk).get_latest_revision_as_object().title)

        return reverse("wagtailadmin_pages:edit", args=[page.pk]), "title", read
    if kind == "shared text":
        text = SharedText.objects.create(title="Prices", slug="prices", content=[])
        text.save_revision()
        url = reverse("wagtailsnippets_kb_sharedtext:edit", args=[text.pk])
        return url, "title", lambda: latest_title(text)
    if kind == "template":
        template = ArticleTemplate.objects.create(title="Care", description="x", body=[])
        url = reverse("wagtailsnippets_kb_articletemplate:edit", args=[template.pk])
        return url, "title", lambda: ArticleTemplate.objects.get(pk=template.pk).title
    rule = SynonymRule.objects.create(language="en", text="parcel, package")
    url = reverse("synonyms:edit", args=[rule.pk])
    return url, "text", lambda: SynonymRule.objects.get(pk=rule.pk).text


def latest_title(text: SharedText) -> str:
    return str(SharedText.objects.get(pk=text.pk).get_latest_revision_as_object().title)


@pytest.mark.parametrize("kind", ["article", "section", "shared text", "template", "synonyms"])
def test_the_second_save_is_refused_and_keeps_what_was_typed(kind: str) -> None:
    url, field, read = made(kind)
    first, second = browser_of(chief()), browser_of(chief())
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    assert first.post(url, theirs | {field: "parcel, box"}).status_code == 302
    assert read() == "parcel, box"
    refused = second.post(url, mine | {field: "parcel, crate"})
    assert refused.status_code == 200
    assert read() == "parcel, box"
    page = BeautifulSoup(refused.content, "html.parser")
    assert "Nothing is saved yet" in page.get_text(" ")
    assert "Not saved: there is a newer version." in page.get_text(" ")
    assert "could not be" not in page.get_text(" ")
    compared = page.find(id="versions").get_text("")
    assert "parcel, box" in compared
    assert "parcel, crate" in compared
    again = form_on(refused)
    assert again[field] == "parcel, crate"
    assert second.post(url, again).status_code == 302
    assert read() == "parcel, crate"


Changes = dict[str, Any]

TITLE: Final[Changes] = {"title": "Zips"}
SUMMARY: Final[Changes] = {"summary": "Wax it."}
TAGS: Final[Changes] = {"tags": "tents, zips"}
BLOCK: Final[Changes] = {"b": "zwei"}
OTHERWISE: Final[Changes] = {"title": "Zippers", "b": "dwa"}
REMOVED: Final[Changes] = {"a": None}

MATRIX: Final = {
    "title and summary": (TITLE, SUMMARY, TITLE | SUMMARY, False),
    "title and a block": (TITLE, BLOCK, TITLE | BLOCK, False),
    "two blocks": ({"a": "eins"}, BLOCK, BLOCK | {"a": "eins"}, False),
    "a block removed, another changed": (REMOVED, BLOCK, REMOVED | BLOCK, False),
    "tags on both sides": (TAGS, {"tags": "tents, pegs"}, {"tags": "tents, zips, pegs"}, False),
    "the same title": (TITLE, {"title": "Zippers"}, {"title": "Zippers"}, True),
    "the same block": (BLOCK, {"b": "dwa"}, {"b": "dwa"}, True),
    "a block removed and changed": ({"b": None}, BLOCK, BLOCK, True),
    "title and block, both": (
        TITLE | BLOCK,
        {"title": "X", "b": "dwa"},
        {"title": "X", "b": "dwa"},
        True,
    ),
}
"""What the first saves, what the second wants to, what is there in the end, whether both clash."""


def sent(form: dict[str, str], state: Changes) -> dict[str, Any]:
    """What a browser sends for a state of the form; blocks have their id for a name."""
    blocks = [(key, text) for key, text in state.items() if len(key) == 1 and text is not None]
    fields: dict[str, Any] = form | {name: value for name, value in state.items() if len(name) > 1}
    fields["body-count"] = str(len(blocks))
    for n, (key, text) in enumerate(blocks):
        fields |= {
            f"body-{n}-type": "code",
            f"body-{n}-id": key,
            f"body-{n}-order": str(n),
            f"body-{n}-deleted": "",
            f"body-{n}-value-language": "",
            f"body-{n}-value-code": text,
        }
    return fields


def state_of(article: ArticlePage) -> Changes:
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    blocks = {block.id: block.value["code"] for block in draft.body}
    tags = {tag.name for tag in draft.tags.all()}
    return {"title": draft.title, "summary": draft.summary, "tags": tags} | blocks


def article_of_code() -> ArticlePage:
    for name in ("tents", "zips", "pegs"):
        Tag.objects.create(name=name, slug=name)
    texts = {"a": "one", "b": "two", "c": "three"}
    blocks = [
        {"type": "code", "id": key, "value": {"language": "", "code": text}}
        for key, text in texts.items()
    ]
    return create_article(
        actor=kb.editor(),
        section=kb.section("Tents"),
        title="Stuck zips",
        summary="Brush them.",
        blocks=blocks,
        tags=["tents"],
    )


QUICK: Final = ("title and a block", "tags on both sides", "title and block, both")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in MATRIX],
)
def test_what_two_editors_did_to_one_article_comes_together(name: str) -> None:
    theirs, mine, expected, is_clash = MATRIX[name]
    article = article_of_code()
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    first, second = browser_of(chief()), browser_of(chief())
    begun = {"tags": "tents", "a": "one", "b": "two", "c": "three"}
    forms = form_on(first.get(url)), form_on(second.get(url))
    assert first.post(url, sent(forms[0], begun | theirs)).status_code == 302
    after_first = state_of(article)

    refused = second.post(url, sent(forms[1], begun | mine))

    assert refused.status_code == 200
    assert state_of(article) == after_first
    page = BeautifulSoup(refused.content, "html.parser")
    assert bool(page.select(".versions__field--clash")) == is_clash
    is_both = is_clash or theirs.keys() & mine.keys()
    assert ("You both changed this" in page.find(id="versions").get_text()) == bool(is_both)
    assert ("Only they changed this" in page.find(id="versions").get_text()) != bool(is_both)
    assert "w-autosave" not in page.find(id="page-edit-form")["data-controller"]
    shown = {block.id: block.value["code"] for block in refused.context["form"]["body"].value()}
    again = sent(form_on(refused), shown)
    assert second.post(url, again).status_code == 302
    wanted = {"title": "Stuck zips", "summary": "Brush them."} | begun | expected
    wanted["tags"] = set(wanted["tags"].split(", "))
    assert state_of(article) == {key: value for key, value in wanted.items() if value is not None}


def test_an_edit_that_undoes_nothing_is_saved_at_once() -> None:
    article = article_of_code()
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    first, second = browser_of(chief()), browser_of(chief())
    begun = {"tags": "tents", "a": "one", "b": "two", "c": "three"}
    forms = form_on(first.get(url)), form_on(second.get(url))
    assert first.post(url, sent(forms[0], begun | TITLE)).status_code == 302
    assert second.post(url, sent(forms[1], begun | TITLE | BLOCK)).status_code == 302
    assert (state_of(article)["title"], state_of(article)["b"]) == ("Zips", "zwei")


def test_names_of_a_section_that_the_other_added_are_not_lost() -> None:
    section = kb.section("Tents")
    url = reverse("wagtailadmin_pages:edit", args=[section.pk])
    first, second = browser_of(chief()), browser_of(chief())
    forms = form_on(first.get(url)), form_on(second.get(url))
    named = {"names-TOTAL_FORMS": "1", "names-0-language": "de", "names-0-title": "Zelte"}
    assert first.post(url, forms[0] | named).status_code == 302
    refused = second.post(url, forms[1] | {"title": "All tents"})
    assert refused.status_code == 200
    assert second.post(url, form_on(refused)).status_code == 302
    saved = SectionPage.objects.get(pk=section.pk).get_latest_revision_as_object()
    assert (saved.title, [name.title for name in saved.names.all()]) == ("All tents", ["Zelte"])


def test_going_back_to_an_old_version_begins_from_the_latest() -> None:
    article = article_of_code()
    old = article.latest_revision
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    begun = {"tags": "tents", "a": "one", "b": "two", "c": "three"}
    browser = browser_of(chief())
    assert browser.post(url, sent(form_on(browser.get(url)), begun | TITLE)).status_code == 302
    back = browser.get(reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, old.pk]))
    fields = sent(form_on(back), begun) | {"revision": str(old.pk)}
    assert browser.post(url, fields).status_code == 302
    assert state_of(article)["title"] == "Stuck zips"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    url, field, read = made("article")
    browsers = [browser_of(chief()) for _ in range(3)]
    forms = [form_on(browser.get(url)) for browser in browsers]
    results: list[Any] = at_once(
        *[
            lambda b=b, f=f, n=n: b.post(url, f | {field: f"Title {n}"})
            for n, (b, f) in enumerate(zip(browsers, forms, strict=True))
        ]
    )
    codes = sorted(result.status_code for result in results)
    assert codes == [200, 200, 302]
    [taken] = [n for n, result in enumerate(results) if result.status_code == 302]
    assert read() == f"Title {taken}"


def test_the_cms_announces_a_comparison_to_whoever_is_not_the_first_to_save() -> None:
    article = article_of_code()
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    first, second = browser_of(chief()), browser_of(chief())
    form = form_on(first.get(url))
    opened_page = second.get(url)
    opened = BeautifulSoup(opened_page.content, "html.parser")
    watching = opened.find("form", class_="w-editing-sessions")
    begun = {"tags": "tents", "a": "one", "b": "two", "c": "three"}
    assert first.post(url, sent(form, begun | TITLE)).status_code == 302

    said = second.post(watching["data-w-swap-src-value"], form_fields(watching)).json()["html"]

    words = BeautifulSoup(said, "html.parser").find_all("template")[-1]
    assert words["data-w-teleport-target-value"] == "#subtitle-w-save-confirmation-dialog"
    assert "Both versions are compared before anything is saved" in words.get_text()

    mine = sent(form_on(opened_page), begun | SUMMARY)
    saved_by_itself = second.post(url, mine, headers={"accept": "application/json"})
    assert "saving compares yours with it first" in saved_by_itself.json()["error_message"]


def form_fields(form: Any) -> dict[str, str]:
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


@pytest.mark.parametrize("kind", ["article", "section", "shared text", "template", "synonyms"])
def test_a_save_with_an_error_says_that_nothing_is_saved_and_nothing_of_creating(kind: str) -> None:
    url, field, read = made(kind)
    before, wrong = read(), "" if kind == "synonyms" else "x" * 2000
    browser = browser_of(chief())
    refused = browser.post(url, form_on(browser.get(url)) | {field: wrong})
    text = BeautifulSoup(refused.content, "html.parser").get_text(" ")
    assert "Not saved: please correct what is marked below." in text
    assert "could not be" not in text
    assert read() == before


def test_so_it_is_on_the_form_of_a_new_page() -> None:
    browser = browser_of(chief())
    parent = kb.section("Tents")
    url = reverse("wagtailadmin_pages:add", args=["kb", "sectionpage", parent.pk])
    refused = browser.post(url, form_on(browser.get(url)) | {"title": ""})
    text = BeautifulSoup(refused.content, "html.parser").get_text(" ")
    assert "Not saved: please correct what is marked below." in text
    assert "could not be" not in text

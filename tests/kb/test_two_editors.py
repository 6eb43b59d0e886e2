"""Two editors at one thing in the CMS: the second save has to see the first."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kb.models import ArticlePage, ArticleTemplate, SectionPage, SharedText
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
        address = reverse("wagtailsnippets_kb_sharedtext:edit", args=[text.pk])
        return address, "title", lambda: latest_title(text)
    if kind == "template":
        template = ArticleTemplate.objects.create(title="Care", description="x", body=[])
        address = reverse("wagtailsnippets_kb_articletemplate:edit", args=[template.pk])
        return address, "title", lambda: ArticleTemplate.objects.get(pk=template.pk).title
    rule = SynonymRule.objects.create(language="en", text="parcel, package")
    address = reverse("synonyms:edit", args=[rule.pk])
    return address, "text", lambda: SynonymRule.objects.get(pk=rule.pk).text


def latest_title(text: SharedText) -> str:
    return str(SharedText.objects.get(pk=text.pk).get_latest_revision_as_object().title)


@pytest.mark.parametrize("kind", ["article", "section", "shared text", "template", "synonyms"])
def test_the_second_save_is_refused_and_keeps_what_was_typed(kind: str) -> None:
    address, field, read = made(kind)
    first, second = browser_of(chief()), browser_of(chief())
    theirs, mine = form_on(first.get(address)), form_on(second.get(address))
    assert first.post(address, theirs | {field: "parcel, box"}).status_code == 302
    assert read() == "parcel, box"
    refused = second.post(address, mine | {field: "parcel, crate"})
    assert refused.status_code == 200
    assert read() == "parcel, box"
    text = BeautifulSoup(refused.content, "html.parser").get_text(" ")
    assert "Nothing is saved yet" in text
    again = form_on(refused)
    assert again[field] == "parcel, crate"
    assert second.post(address, again).status_code == 302
    assert read() == "parcel, crate"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    address, field, read = made("article")
    browsers = [browser_of(chief()) for _ in range(3)]
    forms = [form_on(browser.get(address)) for browser in browsers]
    results: list[Any] = at_once(
        *[
            lambda b=b, f=f, n=n: b.post(address, f | {field: f"Title {n}"})
            for n, (b, f) in enumerate(zip(browsers, forms, strict=True))
        ]
    )
    codes = sorted(result.status_code for result in results)
    assert codes == [200, 200, 302]
    [taken] = [n for n, result in enumerate(results) if result.status_code == 302]
    assert read() == f"Title {taken}"

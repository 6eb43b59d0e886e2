"""Two editors at what is not a text: files, groups, people, sites, collections, workflows."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site, Task, Workflow

from community.models import Category
from kb.models.panel_versions import panel_lines
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.kb.test_two_editors import browser_of, chief, form_on, made

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["picture", "document", "group", "person", "site", "category"])
def test_so_it_is_with_everything_else_that_is_edited(kind: str) -> None:
    url, field, read = other(kind)
    first, second = browser_of(chief()), browser_of(chief())
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    done = first.post(url, theirs | {field: "Theirs"})
    assert done.status_code == 302, done.context["form"].errors
    refused = second.post(url, mine | {field: "Mine"})
    assert refused.status_code == 200
    assert read() == "Theirs"
    compared = BeautifulSoup(refused.content, "html.parser").find(id="versions").get_text("")
    assert "Theirs" in compared
    assert second.post(url, form_on(refused)).status_code == 302
    assert read() == "Mine"


def test_a_collection_that_was_moved_meanwhile_is_not_moved_back() -> None:
    root = Collection.get_first_root_node()
    place, row = root.add_child(name="Tents"), root.add_child(name="Zips")
    url = reverse("wagtailadmin_collections:edit", args=[row.pk])
    first, second = browser_of(chief()), browser_of(chief())
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    assert first.post(url, theirs | {"parent": str(place.pk)}).status_code == 302

    refused = second.post(url, mine | {"name": "Zippers"})

    assert refused.status_code == 200
    compared = BeautifulSoup(refused.content, "html.parser").find(id="versions").get_text("")
    assert "Tents" in compared
    assert second.post(url, form_on(refused)).status_code == 302
    saved = Collection.objects.get(pk=row.pk)
    assert (saved.name, saved.get_parent()) == ("Zippers", place)


def other_fields_of(view: Any) -> set[str]:
    """The fields of an edit form that no column and no row below the thing holds."""
    form = view.context["form"]
    known = {field.name for field in form.instance._meta.get_fields()}
    fields = {name for name, field in form.fields.items() if not field.widget.is_hidden}
    return fields - known - set(form.names())


def test_no_form_has_a_field_that_is_not_compared() -> None:
    """But for passwords, a switch of one's own, and a field that Wagtail never shows."""
    root = Collection.get_first_root_node()
    urls = [made(kind)[0] for kind in ("article", "section", "shared text", "template", "synonyms")]
    urls += [other(kind)[0] for kind in ("picture", "document", "group", "person", "site")]
    for name, key in (
        ("wagtailadmin_collections:edit", root.add_child(name="Zips").pk),
        ("wagtailadmin_workflows:edit", Workflow.objects.all()[0].pk),
        ("wagtailadmin_workflows:edit_task", Task.objects.all()[0].pk),
        ("wagtailredirects:edit", Redirect.add_redirect("/a", "/kb/").pk),
    ):
        urls.append(reverse(name, args=[key]))
    browser = browser_of(chief())
    left = {url: other_fields_of(browser.get(url)) for url in urls}
    assert set().union(*left.values()) <= {
        *("password1", "password2", "comment_notifications", "is_superuser")
    }, left


@pytest.mark.parametrize("panel", ["page", "image"])
def test_permissions_of_a_group_that_another_gave_are_not_taken_unseen(panel: str) -> None:
    index = kb.kb_site()
    group = Group.objects.create(name="Helpers")
    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    first, second = browser_of(chief()), browser_of(chief())
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    given = {"page_permissions-TOTAL_FORMS": "1", "page_permissions-0-page": str(index.pk)}
    given |= {"page_permissions-0-permissions": "change_page"}
    if panel == "image":
        root = Collection.get_first_root_node()
        key = Permission.objects.get(codename="choose_image").pk
        given = {"image_permissions-TOTAL_FORMS": "1"}
        given |= {"image_permissions-0-collection": str(root.pk)}
        given |= {"image_permissions-0-permissions": str(key)}
    assert first.post(url, theirs | given).status_code == 302
    held = panel_lines(group)
    assert len(held) == 1

    refused = second.post(url, mine | {"name": "Helpers"})

    assert refused.status_code == 200
    assert panel_lines(group) == held
    compared = BeautifulSoup(refused.content, "html.parser").find(id="versions").get_text("")
    assert held[0].split(":")[0] in compared
    assert second.post(url, form_on(refused)).status_code == 302
    assert panel_lines(group) == []


def other(kind: str) -> tuple[str, str, Any]:
    row: Any
    if kind == "picture":
        row = get_image_model().objects.create(title="T", file=get_test_image_file())
        return reverse("wagtailimages:edit", args=[row.pk]), "title", named(row, "title")
    if kind == "document":
        row = get_document_model().objects.create(title="T", file=ContentFile(b"x", "a.txt"))
        return reverse("wagtaildocs:edit", args=[row.pk]), "title", named(row, "title")
    if kind == "group":
        row = Group.objects.create(name="Helpers")
        return reverse("wagtailusers_groups:edit", args=[row.pk]), "name", named(row, "name")
    if kind == "person":
        row = UserFactory(last_name="Virtanen")
        url = reverse("wagtailusers_users:edit", args=[row.pk])
        return url, "first_name", named(row, "first_name")
    if kind == "site":
        row = Site.objects.get()
        url = reverse("wagtailsites:edit", args=[row.pk])
        return url, "site_name", named(row, "site_name")
    row = Category.objects.create(name="Hiking", slug="hiking")
    url = reverse("admin:community_category_change", args=[row.pk])
    return url, "name", named(row, "name")


def named(row: Any, field: str) -> Any:
    return lambda: getattr(type(row).objects.get(pk=row.pk), field)

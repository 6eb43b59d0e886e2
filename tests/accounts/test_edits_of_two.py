"""Two windows, one form: the second save undoes nothing that its writer has not seen."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from importlib import import_module
from typing import Final

import pytest
from django import forms
from django.contrib import admin
from django.test import Client, RequestFactory

from accounts.admin import ReadOnlyAdmin
from accounts.models import User
from accounts.services.profiles import PROFILE_FIELDS, update_profile
from community.models import Category, Tag
from core.versions import ChangedMeanwhile, fingerprint
from notifications.kinds import Kind
from notifications.models import NotificationPreference
from notifications.selectors.preferences import Channels
from notifications.services import save_preferences
from tests.app_names import APPS, ROOT
from tests.factories.accounts import UserFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db

VERSION_FIELDS: Final = {"version", "base", "begun_from"}
WITHOUT_VERSION: Final = {
    "something new is made": {
        "AskForm", "QuestionForm", "AnswerForm", "CommentForm", "SubmissionForm", "NewTagForm",
        "TokenForm", "FlagForm", "FeedbackForm", "PromotionForm", "FirstSectionsForm", "PasteForm",
    },
    "an act, which its service refuses once it is done or cannot be any more": {
        "CloseForm", "MergeTagForm", "DecisionForm", "ApprovalForm", "ActionForm", "InviteForm",
        "ReviewForm", "DriftForm", "SignInForm",
    },
    "nothing is written": {"AuditFilterForm", "TextForm", "DomainForm"},
}  # fmt: skip


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    for app in APPS:
        if not (ROOT / app / "forms.py").exists():
            continue
        module = import_module(f"{app}.forms")
        for value in vars(module).values():
            is_form = isinstance(value, type) and issubclass(value, forms.BaseForm)
            if is_form and value.__module__ == module.__name__:
                yield value


def fields_of(form: type[forms.BaseForm]) -> set[str]:
    if form.__name__ == "PreferencesForm":
        return set(form(user=UserFactory()).fields)
    return set(form.base_fields)


def test_every_form_carries_a_version_or_says_why_it_needs_none() -> None:
    excused = set().union(*WITHOUT_VERSION.values())
    missing = [
        form.__name__
        for form in forms_of_ours()
        if not fields_of(form) & VERSION_FIELDS and form.__name__ not in excused
    ]
    assert missing == []
    known = {form.__name__ for form in forms_of_ours()}
    assert excused <= known


def test_every_table_that_the_back_office_changes_carries_a_version() -> None:
    request = RequestFactory().get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    elsewhere = {"Group", "Document", "Image", "EmailAddress", "DBTaskResult"}  # not ours
    for model, back_office in admin.site._registry.items():
        if model.__name__ in elsewhere or isinstance(back_office, ReadOnlyAdmin):
            continue
        if not back_office.has_change_permission(request):
            continue
        form = back_office.get_form(request, model(pk=1), change=True)
        assert "begun_from" in form.base_fields, model


def begun(html: str, name: str = "begun_from") -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    assert found
    value = re.search(r'value="([^"]*)"', found[0])
    assert value
    return unescape(value[1])


def test_the_second_of_two_windows_sees_what_the_first_has_saved(
    client_of: Callable[[User], Client],
) -> None:
    user = UserFactory(display_name="Mira", bio="Old")
    browser = client_of(user)
    mark = begun(browser.get("/accounts/profile/").content.decode())
    typed = {"display_name": "Mira", "location": "", "website": "", "begun_from": mark}
    first, second = typed | {"bio": "I mend tents."}, typed | {"bio": "I mend stoves."}
    assert browser.post("/accounts/profile/", first).status_code == 302
    assert browser.post("/accounts/profile/", first).status_code == 302, "sent twice"
    refused = browser.post("/accounts/profile/", second)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Saved now: I mend tents." in page
    assert "I mend stoves." in page
    user.refresh_from_db()
    assert user.bio == "I mend tents."
    again = second | {"begun_from": begun(page)}
    assert browser.post("/accounts/profile/", again).status_code == 302
    user.refresh_from_db()
    assert user.bio == "I mend stoves."


def test_switches_of_notifications_are_not_turned_back_unseen(
    client_of: Callable[[User], Client],
) -> None:
    user = UserFactory()
    browser = client_of(user)
    mark = begun(browser.get("/notifications/settings/").content.decode())
    name = f"{Kind.ANSWER}-email"
    assert browser.post("/notifications/settings/", {"begun_from": mark}).status_code == 302
    refused = browser.post("/notifications/settings/", {"begun_from": mark, name: "on"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Saved otherwise now" in page
    assert not NotificationPreference.objects.filter(user=user, email=True).exists()
    again = {"begun_from": begun(page), name: "on"}
    assert browser.post("/notifications/settings/", again).status_code == 302
    assert NotificationPreference.objects.get(user=user, email=True).kind == Kind.ANSWER


def test_a_tag_is_not_renamed_away_from_a_name_nobody_saw(
    client_of: Callable[[User], Client], moderator: User
) -> None:
    browser, tag = client_of(moderator), Tag.objects.create(name="tents", slug="tents")
    html = browser.get("/tags/tents/manage/").content.decode()
    assert begun(html, "rename-base") == "tents"
    Tag.objects.filter(pk=tag.pk).update(name="shelters", name_folded="shelters")
    sent = {"do": "rename", "rename-name": "awnings", "rename-base": "tents"}
    refused = browser.post("/tags/tents/manage/", sent)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "shelters" in page
    assert "awnings" in page
    assert Tag.objects.get(pk=tag.pk).name == "shelters"


def test_reserving_a_tag_twice_keeps_it_reserved(
    client_of: Callable[[User], Client], moderator: User
) -> None:
    browser, tag = client_of(moderator), Tag.objects.create(name="tents", slug="tents")
    for _window in range(2):
        browser.post("/tags/tents/manage/", {"do": "reserve", "reserved": "yes"})
    tag.refresh_from_db()
    assert tag.is_reserved


@pytest.mark.parametrize("kind", ["category", "user"])
def test_two_windows_of_the_back_office_undo_nothing_unseen(kind: str, client: Client) -> None:
    client.force_login(
        UserFactory(is_staff=True, is_superuser=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    if kind == "category":
        row = Category.objects.create(name="Tents", slug="tents", position=1)
        url = f"/admin/community/category/{row.pk}/change/"
        sent = {"name": "Awnings", "slug": "tents", "position": "1"}
        change = {"name": "Shelters"}
    else:
        row = UserFactory(username="edited")
        url = f"/admin/accounts/user/{row.pk}/change/"
        sent = {"username": "edited", "bio": "Awnings"}
        change = {"bio": "Shelters"}
    sent["begun_from"] = begun(client.get(url).content.decode())
    type(row).objects.filter(pk=row.pk).update(**change)
    refused = client.post(url, sent)
    assert refused.status_code == 200
    assert "Awnings" in refused.content.decode()
    row.refresh_from_db()
    assert [getattr(row, name) for name in change] == ["Shelters"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_told_of_the_other() -> None:
    user = UserFactory(bio="Old")
    mark = fingerprint(user, PROFILE_FIELDS)
    results = at_once(
        *[
            lambda b=bio: update_profile(
                actor=user, user=user, display_name="", bio=b, begun_from=mark
            )
            for bio in ("One", "Two")
        ]
    )
    assert sum(isinstance(result, ChangedMeanwhile) for result in results) == 1


def test_a_program_that_names_no_version_may_save(user: User) -> None:
    save_preferences(actor=user, choices={Kind.ANSWER: Channels(in_app=True, email=True)})
    assert update_profile(actor=user, user=user, display_name="Mira").display_name == "Mira"

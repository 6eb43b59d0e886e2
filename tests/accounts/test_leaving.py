"""Deleting a member never breaks: whoever is built on is deactivated, others go without a trace."""

from typing import Any, Final

import pytest
from django.contrib.auth.models import Permission
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.leaving import find_traces
from accounts.services.tokens import issue_token
from community.models import Post, Question
from community.services.closing import close_question
from community.services.follows import follow_question
from community.services.recounts import recount_community
from community.services.states import delete_post, hide_post
from kb.models import ArticlePage
from moderation.services.decisions import resolve_flags
from moderation.services.flags import flag_post
from tests.factories import kb
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment, member, vote

pytestmark = pytest.mark.django_db

HOLDING: Final = (models.PROTECT, models.RESTRICT)


def relations_to_people() -> list[Any]:
    """Every foreign key of the site that points at a person."""
    fields = User._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, models.ManyToOneRel)]


@pytest.fixture
def admin(db: None) -> Client:
    browser = Client()
    chief = UserFactory(username="chief", is_staff=True, is_superuser=True)
    browser.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_every_foreign_key_to_a_person_says_what_happens_when_they_go() -> None:
    silent = [
        str(relation.field)
        for relation in relations_to_people()
        if relation.on_delete not in (*HOLDING, models.CASCADE, models.SET_NULL)
        and not relation.related_model.__module__.startswith("wagtail.")
    ]
    assert silent == []


def traces_left(person: User, kind: str) -> None:
    """Let the person do one thing of a kind."""
    if kind in ("question", "answer", "comment", "vote"):
        {
            "question": lambda: ask(person),
            "answer": lambda: answer(author=person),
            "comment": lambda: comment(answer(), person),
            "vote": lambda: vote(answer(), voter=person),
        }[kind]()
    elif kind == "revision":
        post = answer()
        post.revisions.update(author=person)
    elif kind == "report":
        flag_post(actor=person, post=answer(), reason="spam")
    elif kind == "closing":
        person.groups.add(*UserFactory(groups=["moderators"]).groups.all())
        close_question(actor=person, question=ask(), reason="off_topic")
    elif kind == "decision":
        post = answer()
        person.groups.add(*UserFactory(groups=["moderators"]).groups.all())
        flag_post(actor=member(), post=post, reason="spam")
        resolve_flags(actor=person, kind="answer", public_id=post.pk, decision="agree")
    elif kind == "proposal":
        promotion = kb.promotion(answer())
        type(promotion).objects.update(proposed_by=person)
    else:
        column = {"accepter": "accepted_by", "hider": "former_changed_by", "editor": "edited_by"}
        Post.objects.filter(pk=answer().pk).update(
            **{column[kind]: person}, accepted_at=timezone.now() if kind == "accepter" else None
        )


KINDS: Final = (
    *("question", "answer", "comment", "vote", "revision", "report", "closing", "decision"),
    *("proposal", "accepter", "hider", "editor"),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("route", ["/cms/users/delete/{}/", "/admin/accounts/user/{}/delete/"])
def test_whoever_left_a_trace_is_kept_and_can_be_deactivated(
    kind: str, route: str, admin: Client
) -> None:
    person = UserFactory(username="leaver", groups=["experts"])
    traces_left(person, kind)
    assert find_traces(person)
    shown = admin.get(route.format(person.pk), follow=True)
    assert shown.status_code == 200
    assert "leaver" in shown.content.decode()
    refused = admin.post(route.format(person.pk), {"post": "yes"}, follow=True)
    assert refused.status_code in (200, 409)
    person.refresh_from_db()
    assert person.is_active


def test_deactivating_ends_sign_in_and_tokens_and_keeps_the_texts(admin: Client) -> None:
    person = UserFactory(username="leaver")
    question, (_token, secret) = ask(person), issue_token(actor=person, user=person)
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    done = admin.post(f"/cms/users/delete/{person.pk}/", {"do": "deactivate"})
    assert done.status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert Question.objects.get() == question
    assert browser.get("/accounts/profile/").status_code == 302
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    assert api.post("/api/v1/questions", {}, "application/json").status_code == 401


def test_a_selection_with_somebody_who_wrote_is_kept_too(admin: Client) -> None:
    writer, silent = ask().author, UserFactory()
    url = f"/cms/bulk/accounts/user/delete/?id={writer.pk}&id={silent.pk}"
    assert admin.get(url).status_code == 200
    assert admin.post(url).status_code == 409
    assert User.objects.filter(pk__in=[writer.pk, silent.pk]).count() == 2
    assert admin.post(url, {"do": "deactivate"}).status_code == 302
    assert not User.objects.filter(pk__in=[writer.pk, silent.pk], is_active=True).exists()


@pytest.mark.parametrize("route", ["/cms/users/delete/{}/", "/admin/accounts/user/{}/delete/"])
def test_whoever_left_no_trace_is_deleted_and_counted_out(route: str, admin: Client) -> None:
    person, question = UserFactory(), ask()
    follow_question(actor=person, question=question)
    article: ArticlePage = kb.article()
    ArticlePage.objects.filter(pk=article.pk).update(owner=person, verified_by=person)
    assert find_traces(person) == {}
    assert admin.post(route.format(person.pk), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    assert {name: n for name, n in recount_community().items() if n} == {}


def test_nobody_without_the_right_deactivates_anybody() -> None:
    person, moderator = ask().author, UserFactory(groups=["moderators"])
    browser = Client()
    browser.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(f"/cms/users/delete/{person.pk}/", {"do": "deactivate"})
    person.refresh_from_db()
    assert person.is_active


def test_who_may_not_delete_somebody_reads_why_and_what_is_possible(admin: Client) -> None:
    person = ask().author
    chief = UserFactory(is_staff=True, is_superuser=True)
    clerk = UserFactory(is_staff=True, groups=["moderators"])
    rights = ("delete_user", "change_user", "access_admin")
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    browser = Client()
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    for whom, reason in (
        (clerk, "You cannot close your own account here."),
        (chief, "Only administrators close the account of one."),
    ):
        for method in (browser.get, browser.post):
            reply = method(f"/cms/users/delete/{whom.pk}/", {"do": "deactivate"})
            assert (reply.status_code, reason in reply.content.decode()) == (403, True)
    clerk.user_permissions.remove(*Permission.objects.filter(codename="delete_user"))
    reply = browser.get(f"/cms/users/delete/{person.pk}/")
    page = reply.content.decode()
    assert reply.status_code == 403
    assert "You may not close accounts of others." in page
    assert "deactivate it instead" in page
    assert f'href="/cms/users/edit/{person.pk}/"' in page
    assert "Deactivate instead" in admin.get(f"/cms/users/delete/{person.pk}/").content.decode()
    assert not User.objects.filter(is_active=False).exists()


def test_a_moderator_whose_deletions_and_hidings_are_on_record_is_kept() -> None:
    moderator, post = UserFactory(groups=["moderators"]), answer()
    hide_post(actor=moderator, post=post, reason="spam")
    delete_post(actor=post.author, post=post)
    assert find_traces(moderator)

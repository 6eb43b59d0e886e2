"""Moderators look after tags: make, rename, merge, reserve and delete them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.models import Follow, Question, QuestionTag, Tag
from community.services.follows import follow_tag
from community.services.recounts import recount_community
from community.services.tag_management import (
    TagInUse,
    create_tag,
    delete_tag,
    merge_tag,
    rename_tag,
    reserve_tag,
)
from core.errors import InvalidInput, PermissionRefused
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db


def tags_of(question: Question) -> set[str]:
    rows = QuestionTag.objects.filter(content_object=question)
    return set(rows.values_list("tag__name", flat=True))


def found(query: str) -> set[str]:
    items = Client().get("/api/v1/search", {"q": query}).json()["items"]
    return {item["title"] for item in items}


def test_an_empty_shop_gets_its_first_tag_in_the_browser_and_members_use_it(
    moderator: User, user: User, client_of: Callable[[User], Client]
) -> None:
    empty = client_of(moderator).get("/tags/").content.decode()
    assert "No tags yet" in empty
    assert reverse("community:tag-create") in empty
    made = client_of(moderator).post(
        reverse("community:tag-create"),
        {"name": "Two Person Tents", "description": "*All* of it"},
    )
    assert made["Location"] == "/tags/two-person-tents/"
    client_of(user).post(
        "/questions/ask/",
        {
            "title": "Which of your tents is the lightest?",
            "body": forum.QUESTION_BODY,
            "tags": "two person tents",
        },
    )
    assert tags_of(Question.objects.get()) == {"two-person-tents"}


@pytest.mark.parametrize("name", ["", "   ", "<b>", "x" * 31, "TENTS", "a/b"])
def test_a_name_that_cannot_be_or_is_taken_is_refused_beside_its_field(
    name: str, moderator: User, client_of: Callable[[User], Client]
) -> None:
    tag = create_tag(actor=moderator, name="tents")
    response = client_of(moderator).post(
        reverse("community:tag-create"), {"name": name, "description": "kept text"}
    )
    assert response.status_code == 422
    assert "kept text" in response.content.decode()
    other = create_tag(actor=moderator, name="boots")
    response = client_of(moderator).post(
        reverse("community:tag-manage", args=[other.slug]), {"do": "rename", "rename-name": name}
    )
    assert response.status_code == 422
    assert set(Tag.objects.values_list("name", flat=True)) == {tag.name, "boots"}


def test_a_renamed_tag_keeps_its_questions_and_its_former_url(
    moderator: User, run_tasks: Any
) -> None:
    question = forum.ask(tags=["tent"])
    tag = Tag.objects.get(name="tent")
    with run_tasks():
        rebuild_index()
        rename_tag(actor=moderator, tag=tag, name="Shelters")
    assert tags_of(question) == {"shelters"}
    response = Client().get("/tags/tent/")
    assert (response.status_code, response["Location"]) == (301, "/tags/shelters/")
    assert found("tag:shelters") == {question.title} == found("tag:tent")


def test_merging_moves_questions_articles_and_followers_once(
    moderator: User, user: User, run_tasks: Any
) -> None:
    both = forum.ask(tags=["tent", "shelter"])
    one = forum.ask(tags=["tent"])
    tent, shelter = Tag.objects.get(name="tent"), Tag.objects.get(name="shelter")
    article = kb.article(tags=["tent"])
    for tag in (tent, shelter):
        follow_tag(actor=user, tag=tag)
    with run_tasks():
        rebuild_index()
        merge_tag(actor=moderator, tag=tent, into="shelter")

    assert tags_of(both) == tags_of(one) == {"shelter"}
    assert set(article.article_tags.values_list("tag__name", flat=True)) == {"shelter"}
    assert Follow.objects.filter(user=user, tag=shelter).count() == 1
    shelter.refresh_from_db()
    assert shelter.question_count == 2
    assert Tag.objects.get(name="tent").synonym_of == shelter
    assert not any(recount_community().values())
    assert {one.title, both.title, article.title} <= found("tag:shelter")


def test_a_tag_is_not_merged_into_itself_its_synonym_or_nothing(moderator: User) -> None:
    tag = create_tag(actor=moderator, name="tents")
    Tag.objects.create(name="tent", slug="tent", synonym_of=tag)
    for name in ("tents", "tent", "no-such-tag", ""):
        with pytest.raises(InvalidInput):
            merge_tag(actor=moderator, tag=tag, into=name)
    assert Tag.objects.get(pk=tag.pk).synonym_of is None


def test_a_tag_in_use_is_not_deleted_and_an_unused_one_is(
    moderator: User, client_of: Callable[[User], Client]
) -> None:
    forum.ask(tags=["tents"])
    create_tag(actor=moderator, name="care")
    kb.article(tags=["care"])
    for name in ("tents", "care"):
        with pytest.raises(TagInUse):
            delete_tag(actor=moderator, tag=Tag.objects.get(name=name))
    unused = create_tag(actor=moderator, name="boots")
    page = reverse("community:tag-manage", args=[unused.slug])
    assert client_of(moderator).post(page, {"do": "delete"}).status_code == 302
    assert set(Tag.objects.values_list("name", flat=True)) == {"tents", "care"}


def test_a_reserved_tag_is_for_moderators(moderator: User, user: User) -> None:
    tag = create_tag(actor=moderator, name="announcements")
    reserve_tag(actor=moderator, tag=tag, is_reserved=True)
    with pytest.raises(InvalidInput, match="Only moderators"):
        forum.ask(user, tags=["announcements"])
    reserve_tag(actor=moderator, tag=tag, is_reserved=False)
    assert tags_of(forum.ask(user, tags=["announcements"])) == {"announcements"}


def test_members_do_not_look_after_tags(user: User, moderator: User) -> None:
    tag = create_tag(actor=moderator, name="tents")
    acts: list[Callable[[], Any]] = [
        lambda: create_tag(actor=user, name="boots"),
        lambda: rename_tag(actor=user, tag=tag, name="boots"),
        lambda: merge_tag(actor=user, tag=tag, into="tents"),
        lambda: reserve_tag(actor=user, tag=tag, is_reserved=True),
        lambda: delete_tag(actor=user, tag=tag),
    ]
    for act in acts:
        with pytest.raises(PermissionRefused):
            act()
    assert list(Tag.objects.values_list("name", "is_reserved")) == [("tents", False)]


def test_the_back_office_has_categories_and_no_table_of_unused_tags(admin_client: Client) -> None:
    assert admin_client.get("/admin/community/category/add/").status_code == 200
    assert admin_client.get("/admin/taggit/tag/").status_code == 404

"""Two people edit one text: nothing typed is lost, and nothing is undone without being seen."""

import json
from typing import Any, Final

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from community.models import Comment, Post, Revision, Tag
from community.services.answers import edit_answer
from community.text.merge import merge_lists, merge_texts
from tests.factories.accounts import UserFactory
from tests.factories.community import answer, ask, comment

pytestmark = pytest.mark.django_db

BEGUN: Final = "Rub wax along the teeth.\n\nRun the slider up.\n\nDo it twice a year."
THEIRS: Final = "Rub candle wax along the teeth.\n\nRun the slider up.\n\nDo it twice a year."
MINE: Final = "Rub wax along the teeth.\n\nRun the slider up.\n\nDo it every spring."
BOTH: Final = "Rub candle wax along the teeth.\n\nRun the slider up.\n\nDo it every spring."


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def form_on(page: Any) -> dict[str, str]:
    """The fields of the edit form as a browser without scripts would send them."""
    soup = BeautifulSoup(page.content, "html.parser")
    [form] = [form for form in soup.find_all("form") if form.find("textarea")]
    fields = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.name == "textarea":
            fields[field["name"]] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True)
            fields[field["name"]] = chosen["value"] if chosen else ""
        elif field.get("name") and field.get("type") != "submit":
            fields[field["name"]] = field.get("value", "")
    return fields


@pytest.fixture
def people() -> tuple[User, User]:
    return UserFactory(groups=["moderators"]), UserFactory(groups=["moderators"])


def url_of(kind: str) -> tuple[str, str, Any]:
    """Where a text of a kind is edited, the name of its field, and how to read it."""
    if kind == "question":
        question = ask(body=BEGUN)
        return f"{question.get_absolute_url()}edit/", "body", lambda: question.post.body_markdown
    if kind == "answer":
        post = answer(body=BEGUN)
        return f"/answers/{post.pk}/edit/", "body", lambda: stored(Post, post).body_markdown
    if kind == "comment":
        said = comment(answer(), body=BEGUN)
        return f"/comments/{said.pk}/edit/", "body", lambda: stored(Comment, said).body
    tag = Tag.objects.create(name="zips", slug="zips", description=BEGUN)
    return "/tags/zips/edit/", "description", lambda: stored(Tag, tag).description


def stored(model: Any, row: Any) -> Any:
    return model.objects.get(pk=row.pk)


@pytest.mark.parametrize("kind", ["question", "answer", "comment", "tag"])
def test_the_second_save_is_refused_and_shows_both(kind: str, people: tuple[User, User]) -> None:
    url, field, read = url_of(kind)
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    assert first.post(url, theirs | {field: THEIRS}).status_code == 302
    refused = second.post(url, mine | {field: MINE})
    assert (refused.status_code, read()) == (409, THEIRS)
    merged = form_on(refused)
    assert merged[field].replace("\r\n", "\n") == BOTH
    page = BeautifulSoup(refused.content, "html.parser")
    assert "candle" in page.find(id="merge").get_text()
    assert "every spring" in page.find(id="merge").get_text()
    assert second.post(url, merged).status_code == 302
    assert read() == BOTH


@pytest.mark.parametrize("kind", ["question", "answer", "comment", "tag"])
def test_where_both_changed_the_same_words_mine_wait_in_the_form(
    kind: str, people: tuple[User, User]
) -> None:
    url, field, read = url_of(kind)
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    first.post(url, theirs | {field: BEGUN.replace("wax", "soap")})
    refused = second.post(url, mine | {field: BEGUN.replace("wax", "graphite")})
    assert refused.status_code == 409
    assert "graphite" in form_on(refused)[field]
    assert "soap" in BeautifulSoup(refused.content, "html.parser").find(id="merge").get_text()
    assert "soap" in read()


@pytest.mark.parametrize("kind", ["answer", "comment", "tag"])
def test_a_form_that_does_not_say_what_it_began_from_undoes_nobodys_edit(
    kind: str, people: tuple[User, User]
) -> None:
    url, field, read = url_of(kind)
    first, second = map(browser_of, people)
    first.post(url, form_on(first.get(url)) | {field: THEIRS})
    refused = second.post(url, {field: MINE})
    assert (refused.status_code, read()) == (428, THEIRS)
    assert form_on(refused)[field].replace("\r\n", "\n") == MINE


def test_title_and_tags_of_two_editors_come_together(people: tuple[User, User]) -> None:
    question = ask(tags=["tents", "zips"])
    url = f"{question.get_absolute_url()}edit/"
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    first.post(url, theirs | {"title": "How do I wax a zip?", "tags": "tents, zips, care"})
    refused = second.post(url, mine | {"tags": "zips, boots"})
    merged = form_on(refused)
    assert (merged["title"], merged["tags"]) == ("How do I wax a zip?", "care, zips, boots")


def test_a_language_that_was_put_right_meanwhile_is_not_turned_back(
    people: tuple[User, User],
) -> None:
    question = ask(body=BEGUN)
    url = f"{question.get_absolute_url()}edit/"
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    other = form_on(second.get(url)) | {"language": "de"}
    assert first.post(url, theirs | {"language": "cs"}).status_code == 302
    assert second.post(url, mine | {"body": MINE}).status_code == 302
    question.refresh_from_db()
    assert (question.language, question.post.body_markdown) == ("cs", MINE)

    refused = second.post(url, other | {"version": "2"})

    question.refresh_from_db()
    assert (refused.status_code, question.language) == (409, "cs")
    again = form_on(refused)
    assert again["language"] == "de"
    assert "cs" in BeautifulSoup(refused.content, "html.parser").find(id="merge").get_text()
    assert second.post(url, again).status_code == 302
    question.refresh_from_db()
    assert question.language == "de"


def test_a_save_that_waited_for_a_sign_in_remembers_what_it_began_from() -> None:
    post, browser = answer(body=BEGUN), Client()
    late = browser_of(post.author)
    begun = form_on(late.get(f"/answers/{post.pk}/edit/"))
    browser.post(f"/answers/{post.pk}/edit/", begun | {"body": MINE})
    edit_answer(actor=post.author, answer=post, body=THEIRS)
    browser.force_login(post.author, backend="django.contrib.auth.backends.ModelBackend")
    shown = form_on(browser.get(f"/answers/{post.pk}/edit/"))
    assert (shown["body"], shown["version"]) == (MINE, "1")
    assert browser.post(f"/answers/{post.pk}/edit/", shown).status_code == 409


def test_bringing_a_version_back_undoes_no_version_that_was_not_seen(
    people: tuple[User, User],
) -> None:
    post = answer(body=BEGUN)
    edit_answer(actor=post.author, answer=post, body=MINE)
    edit_answer(actor=people[0], answer=post, body=THEIRS, version=2)
    url = f"/posts/{post.pk}/history/1/restore/"
    assert browser_of(people[1]).post(url, {"version": "2"}).status_code == 409
    assert stored(Post, post).body_markdown == THEIRS
    assert browser_of(people[1]).post(url, {"version": "3"}).status_code == 302
    assert stored(Post, post).body_markdown == BEGUN


def call(client: Client, method: str, path: str, payload: object = None, **headers: str) -> Any:
    data = "" if payload is None else json.dumps(payload)
    return client.generic(
        method, f"/api/v1{path}", data, content_type="application/json", headers=headers
    )


@pytest.mark.parametrize("kind", ["questions", "answers"])
@pytest.mark.parametrize("way", ["If-Match", "weak If-Match", "version"])
def test_a_patch_of_a_former_version_is_answered_with_what_is_there(
    kind: str, way: str, people: tuple[User, User], api_of: Any
) -> None:
    post = ask(body=BEGUN).post if kind == "questions" else answer(body=BEGUN)
    path = f"/{kind}/{post.question_id if kind == 'questions' else post.pk}"
    read = call(Client(), "GET", path)
    assert read["ETag"] == f'"{read.json()["version"]}"'
    headers = {"If-Match": ("W/" if way == "weak If-Match" else "") + read["ETag"]}
    extra = {"version": read.json()["version"]}
    headers, extra = ({}, extra) if way == "version" else (headers, {})
    first, second = (api_of(person) for person in people)
    saved = call(first, "PATCH", path, {"body": THEIRS} | extra, **headers)
    assert (saved.status_code, saved.json()["version"], saved["ETag"]) == (200, 2, '"2"')
    refused = call(second, "PATCH", path, {"body": MINE} | extra, **headers)
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert error["code"] == "edit_conflict"
    assert (error["current"]["version"], error["current"]["body"]) == (2, THEIRS)
    assert Revision.objects.filter(post=post).count() == 2
    again = call(second, "PATCH", path, {"body": BOTH, "version": error["current"]["version"]})
    assert (again.status_code, again.json()["version"]) == (200, 3)


def test_a_patch_that_names_no_version_undoes_nobodys_edit(
    people: tuple[User, User], api_of: Any
) -> None:
    post = answer(body=BEGUN)
    path, (first, second) = f"/answers/{post.pk}", (api_of(person) for person in people)
    assert call(first, "PATCH", path, {"body": THEIRS}).status_code == 200
    assert call(first, "PATCH", path, {"body": THEIRS + " Slowly."}).status_code == 200
    refused = call(second, "PATCH", path, {"body": MINE})
    assert refused.status_code == 428
    assert refused.json()["error"]["current"]["version"] == 3
    assert call(second, "PATCH", path, {"body": MINE}, **{"If-Match": "*"}).status_code == 200


def test_a_patch_leaves_alone_what_it_does_not_name(user: User, api_of: Any) -> None:
    question = ask(user, body=BEGUN, tags=[])
    path = f"/questions/{question.pk}"
    call(api_of(user), "PATCH", path, {"body": MINE})
    call(api_of(user), "PATCH", path, {"title": "How do I wax a zip?"})
    after = call(Client(), "GET", path).json()
    assert (after["title"], after["body"]) == ("How do I wax a zip?", MINE)


words = st.lists(st.sampled_from(["a", "b", "c", "\n", " ", "d"]), max_size=14).map("".join)


@given(base=words, mine=words)
def test_a_merge_with_an_untouched_side_is_the_other_side(base: str, mine: str) -> None:
    assert merge_texts(base, base, mine).text == mine
    assert merge_texts(base, mine, base).text == mine
    assert merge_texts(base, mine, mine).text == mine


@given(base=words, theirs=words, mine=words)
def test_a_merge_without_a_clash_holds_every_added_word(base: str, theirs: str, mine: str) -> None:
    theirs, mine = theirs.replace("a", "T"), mine.replace("a", "M")
    merge = merge_texts(base, theirs, mine)
    assert merge.text.count("M") >= mine.count("M")
    if not merge.overlaps:
        assert merge.text.count("T") >= theirs.count("T")


def test_lists_keep_what_either_added_and_drop_what_either_dropped() -> None:
    assert merge_lists(["a", "b"], ["a", "b", "c"], ["b", "d"]) == ["b", "c", "d"]


def test_tags_in_another_order_are_no_change(people: tuple[User, User]) -> None:
    url = f"{ask(body=BEGUN, tags=['zips', 'tents']).get_absolute_url()}edit/"
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    first.post(url, theirs | {"body": THEIRS})
    page = second.post(url, mine | {"body": MINE, "tags": "zips, tents"}).content
    compared = BeautifulSoup(page, "html.parser").find(id="merge")
    assert [heading.get_text(strip=True) for heading in compared.find_all("h3")] == ["More details"]

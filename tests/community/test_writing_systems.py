"""Questions, tags and comments in every script: what is accepted, and what an edit keeps."""

# ruff: noqa: RUF001 (letters of every script)

import json
import unicodedata
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from community.models import Comment, Post, Question, Revision, Tag
from community.services.answers import post_answer
from community.services.comments import post_comment
from community.services.questions import ask_question
from community.services.tags import free_slug
from community.validation import clean_body, clean_tag_names, clean_title, normalize_tag_name
from core.errors import InvalidInput
from tests.accounts.test_writing_systems import NAMES
from tests.factories.community import ANSWER_BODY, QUESTION_BODY, answer, ask, comment, member
from transfer.stackexchange.people import username_of
from transfer.stackexchange.tags import find_or_make_tags, split_tags
from transfer.stackexchange.tally import Tally

pytestmark = pytest.mark.django_db

TAGS = [".net", "c", "r", "c++", "c#", "f#", "node.js", "ä", "ß", "7", "हिन्दी", "ภาษาไทย", "中"]
TAGS += ["עברית", "தமிழ்", "አማርኛ", "istanbul", "می‌خواهم", "c--", "a_b", "한국어", ".a.b"]


def code_of(refusal: pytest.ExceptionInfo[InvalidInput]) -> set[str]:
    return set(refusal.value.fields)


@pytest.mark.parametrize("name", [*TAGS, *NAMES])
def test_a_tag_of_any_script_is_accepted_as_it_is(name: str) -> None:
    if name == "c--":
        with pytest.raises(InvalidInput):
            clean_tag_names([name])
        return
    [cleaned] = clean_tag_names([name, unicodedata.normalize("NFD", name.upper()), name.upper()])
    assert cleaned == normalize_tag_name(name) == normalize_tag_name(cleaned)


@pytest.mark.parametrize(
    "name", ["/", "a/b", "#", "+", "..", "a,b", "-a", "<b>", "\u0301", "x" * 31]
)
def test_what_is_no_tag_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        clean_tag_names([name])


def test_each_tag_has_a_url_of_its_own_that_opens(client: Any) -> None:
    names = [name for name in TAGS if name != "c--"]
    for name in names:
        Tag.objects.create(name=name, slug=free_slug(name))
    urls = {tag.get_absolute_url() for tag in Tag.objects.all()}
    assert len(urls) == len(names)
    assert {client.get(url).status_code for url in urls} == {200}


def test_tags_are_one_whatever_their_case(user: User) -> None:
    for one, other in [("Äiti", "ÄITI"), ("İstanbul", "istanbul"), ("Weiß", "WEISS")]:
        first = ask(tags=[one]).tags.get()
        assert ask(tags=[unicodedata.normalize("NFD", other)]).tags.get() == first
        with pytest.raises(IntegrityError), transaction.atomic():
            Tag.objects.create(name=other, slug=f"another-{other}")


def test_urls_of_tags_fit_their_column() -> None:
    for name in ("c" + "+" * 29, "क्षि" * 30, "a" + "#a" * 14):
        [cleaned] = clean_tag_names([name])
        for _again in range(3):
            tag = Tag(name=cleaned, slug=free_slug(cleaned))
            assert len(tag.slug) <= 100


@pytest.mark.parametrize(
    "title",
    [
        "如何退货和换货",
        "怎么退货？",
        "환불은 언제 되나요",
        "返品できますか",
        "คืนสินค้าได้ไหม",
        "वापसी कैसे करें",
    ],
)
def test_a_sentence_of_a_dense_script_is_a_title(title: str) -> None:
    assert clean_title(title) == title


@pytest.mark.parametrize("title", ["退货", "Zip?", "👍👍👍👍👍👍👍👍👍👍👍👍", "\u0301" * 12])
def test_too_little_is_no_title_in_any_script(title: str) -> None:
    with pytest.raises(InvalidInput):
        clean_title(title)


def test_lengths_are_those_a_reader_counts(user: User) -> None:
    family = "👨‍👩‍👧‍👦"
    assert clean_title("Zelt " + "e\u0301" * 145)
    assert clean_body("ok " + family * 597, minimum=2, maximum=600)
    question = ask_question(actor=user, title="हिन्दी " * 20, body=QUESTION_BODY, tags=[])
    assert Question.objects.get(pk=question.pk).slug.startswith("हिन्दी-हिन्दी")
    with pytest.raises(InvalidInput, match="1 characters too long"):
        clean_title("é" * 151)
    with pytest.raises(InvalidInput, match="at least 4 characters; there are 2"):
        clean_title("退货")


def test_code_at_the_beginning_keeps_its_indent(user: User, api_of: Any, client_of: Any) -> None:
    source = "    first = 1\n    second = 2"
    question = ask_question(actor=user, title="How do I run this code?", body=source, tags=[])
    assert question.post.body_markdown == source
    assert "<pre" in question.post.body_html
    client = client_of(user)
    form = {"title": question.title, "tags": "", "body": f"\r\n\r\n{source}\r\n\r\nfoo\r\n"}
    assert client.post(f"{question.get_absolute_url()}edit/", form).status_code == 302
    assert Post.objects.get(pk=question.post.pk).body_markdown == f"{source}\n\nfoo"
    client.post(f"{question.get_absolute_url()}answer/", {"body": source})
    assert Post.objects.get(question=question, kind="answer").body_markdown == source


def _import_like(question: Question, body: str) -> None:
    """Bring a question into a state that only imports can: nothing in it obeys our rules."""
    tags = find_or_make_tags(
        ["x", "c", "a tag of more than thirty characters", "b", "d", "e"], Tally()
    )
    question.tags.set(list(tags.values()))
    Question.objects.filter(pk=question.pk).update(title="Zip?")
    Post.objects.filter(question=question).update(body_markdown=body)


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_an_edit_keeps_what_new_input_could_not_be(
    who: str, moderator: User, client_of: Any, api_of: Any
) -> None:
    author = member()
    question, editor = ask(author), {"author": author, "moderator": moderator}[who]
    reply = answer(question, author)
    remark = comment(reply, author)
    _import_like(question, "Help. ")
    Post.objects.filter(pk=reply.pk).update(body_markdown="Yes.")
    Comment.objects.filter(pk=remark.pk).update(body="word " * 150)
    edit = f"/questions/{question.pk}/x/edit/"
    client = client_of(editor)
    shown = client.get(edit).context["form"].initial
    form = {name: shown[name] for name in ("title", "body", "tags")}

    assert client.post(edit, {**form, "title": "What frees a stuck zip?"}).status_code == 302
    assert (
        client.post(edit, {**form, "title": "What frees a zip?", "body": "Help me!"}).status_code
        == 302
    )
    question.refresh_from_db()
    assert (question.title, question.tags.count()) == ("What frees a zip?", 6)
    assert client.post(edit, {**form, "tags": form["tags"] + ", ff"}).status_code == 422

    api = api_of(editor)
    answered = api.patch(
        f"/api/v1/answers/{reply.pk}", json.dumps({"body": "Yes!"}), "application/json"
    )
    assert answered.status_code == 200, answered.content
    path = f"/comments/{remark.pk}/edit/"
    assert client.post(path, {"body": "word " * 149 + "end"}).status_code == 302
    assert client.post(path, {"body": "word " * 160}).status_code == 422


def test_a_former_version_comes_back_though_it_could_not_be_written_now(client_of: Any) -> None:
    author = member()
    reply = answer(author=author)
    Revision.objects.filter(post=reply, number=1).update(body_markdown="Yes.")
    client = client_of(author)
    assert client.post(f"/posts/{reply.pk}/history/1/restore/").status_code == 302
    reply.refresh_from_db()
    assert reply.body_markdown == "Yes."


def test_new_input_must_obey_the_rules(user: User) -> None:
    question = ask()
    for refused in (
        lambda: post_answer(actor=user, question=question, body="Yes."),
        lambda: post_comment(actor=user, post=question.post, body="word " * 150),
        lambda: ask_question(actor=user, title="Zip?", body=QUESTION_BODY, tags=[]),
    ):
        with pytest.raises(InvalidInput):
            refused()
    assert post_answer(actor=user, question=question, body=ANSWER_BODY)


def test_an_import_keeps_names_and_tags_of_every_script() -> None:
    for name in NAMES:
        assert username_of(name) == clean_tag_names([name])[0]
    assert username_of("  Jo\u0308rg M. (Bonn)") == "jörg-m.-bonn"
    assert split_tags("<हिन्दी><.NET>|c#|İstanbul|") == ["हिन्दी", ".net", "c#", "istanbul"]
    made = find_or_make_tags(["हिन्दी", "Äiti", "äiti"], Tally())
    assert made["Äiti"] == made["äiti"]
    assert made["हिन्दी"].slug == "हिन्दी"


def test_a_title_of_signs_has_a_url(client: Any, user: User) -> None:
    question = ask_question(actor=user, title="½ ½ ½ ½ ½ ½ ½", body=QUESTION_BODY, tags=[])
    assert client.get(question.get_absolute_url()).status_code == 200

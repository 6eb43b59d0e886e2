"""An answer on its way into the knowledge base: what editors see first, and what goes along."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model

from accounts.models import User
from community.models import Question
from community.services.states import delete_post, undelete_post
from core.http_client import public_hosts as public_web
from core.http_client.fetching import Fetched, fetch
from core.http_client.public_hosts import Unreachable
from kb.models import ArticlePage, Promotion
from kb.selectors.promotions import pictures_left_out
from kb.services.promotion import decide_promotion
from kb.services.sources import reconcile_documented
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

PICTURE = "https://pictures.example/zip.jpg"
BROKEN = "https://pictures.example/gone.jpg"


def photo(size: tuple[int, int] = (40, 30)) -> bytes:
    """A photograph that says where it was taken."""
    image = Pillow.new("RGB", size, "green")
    exif = Pillow.Exif()
    exif[0x010E] = "taken at home"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def other_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that has one picture."""

    def answer(url: str, limit: int) -> Fetched:
        if url != PICTURE:
            raise Unreachable("status 404")
        return Fetched(photo(), "image/jpeg")

    monkeypatch.setattr("kb.services.pictures.fetch", answer)


def published(answer: Any) -> ArticlePage:
    accepted = kb.accept(kb.promotion(answer))
    assert accepted.article is not None
    return kb.approve(accepted.article)


def is_documented(question: Question) -> bool:
    return Question.objects.get(pk=question.pk).is_documented


def test_pictures_move_into_the_library_without_what_the_camera_wrote(
    other_site: None, editor: User
) -> None:
    answer = forum.answer(body=f"Look:\n\n![The worn teeth]({PICTURE})\n\nThen wax them.")

    article = kb.accept(kb.promotion(answer), actor=editor).article

    assert article is not None
    picture = next(block for block in article.body if block.block_type == "picture").value
    assert picture["address"] == ""
    assert picture["alt"] == "The worn teeth"
    image = get_image_model().objects.get()
    assert (picture["image"], image.title, image.uploaded_by_user) == (
        image,
        "The worn teeth",
        editor,
    )
    with image.file.open() as file:
        assert b"taken at home" not in file.read()


def test_the_same_picture_is_kept_once(other_site: None) -> None:
    for _ in range(2):
        kb.accept(kb.promotion(forum.answer(body=f"![Worn teeth]({PICTURE})")))

    assert get_image_model().objects.count() == 1


def test_a_picture_that_cannot_be_had_is_reported_and_stops_nothing(
    other_site: None, client_of: Callable[[User], Client], editor: User
) -> None:
    answer = forum.answer(body=f"![One]({PICTURE})\n\n![Two]({BROKEN})\n\nWax them.")
    promotion = kb.accept(kb.promotion(answer), actor=editor)

    page = client_of(editor).get(promotion.get_absolute_url()).content.decode()

    assert promotion.article is not None
    assert pictures_left_out(promotion.article) == [BROKEN]
    assert "could not be copied" in page
    assert BROKEN in page


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>", b"GIF89a", photo((6000, 5100))],
    ids=["svg", "cut", "big"],
)
def test_what_is_no_picture_we_can_keep_is_left_out(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kb.services.pictures.fetch", lambda url, limit: Fetched(content, "image/png")
    )

    article = kb.accept(kb.promotion(forum.answer(body=f"![One]({PICTURE})"))).article

    assert article is not None
    assert pictures_left_out(article) == [PICTURE]
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "0.0.0.0",
        "224.0.0.1",
        "::ffff:10.1.2.3",
        "2002:a01:203::",  # 10.1.2.3 in the clothes of the sixth version
    ],
)
def test_pictures_are_never_fetched_from_our_own_network(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.216.34", port)), (0, 0, 0, "", (inside, port))]

    def connect(*args: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(public_web, "getaddrinfo", look_up)
    monkeypatch.setattr(public_web, "create_connection", connect)

    with pytest.raises(Unreachable, match="private network"):
        fetch("https://pictures.example/a.png", 1000)


@pytest.mark.parametrize("url", ["http://pictures.example/a", "file:///etc/passwd", "https://"])
def test_only_secure_urls_are_fetched(url: str) -> None:
    with pytest.raises(Unreachable):
        fetch(url, 1000)


def test_the_editor_sees_the_draft_and_what_may_be_the_same_before_deciding(
    client_of: Callable[[User], Client], editor: User
) -> None:
    first = forum.answer(body="1. Brush it.\n2. Wax it.")
    twin = kb.article(title="Wax a sticking zip", tags=["zips"])
    question = first.question
    question.tags.add(*twin.tags.all())
    other = kb.promotion(forum.answer(question, forum.member()))
    promotion = kb.promotion(first)

    page = client_of(editor).get(promotion.get_absolute_url()).content.decode()

    assert "The draft that you would get" in page
    assert '<ol class="steps__list">' in page
    assert first.author.name in page
    assert other.get_absolute_url() in page
    assert not ArticlePage.objects.filter(title=question.title).exists()


def test_a_proposal_for_a_new_article_can_go_into_one_that_exists(editor: User) -> None:
    article = kb.article()
    promotion = kb.promotion(forum.answer())

    decided = decide_promotion(
        actor=editor, promotion=promotion, decision="accept", article=article
    )

    assert (decided.kind, decided.article_id, decided.state) == ("merge", article.pk, "accepted")
    assert ArticlePage.objects.count() == 1
    assert ArticlePage.objects.get().has_unpublished_changes


def test_a_proposal_ends_with_its_answer_and_may_be_made_again(editor: User) -> None:
    promotion = kb.promotion()
    answer = promotion.answer
    delete_post(actor=answer.author, post=answer)

    promotion.refresh_from_db()
    assert (promotion.state, promotion.decided_by) == ("declined", None)

    undelete_post(actor=answer.author, post=answer)
    again = kb.promotion(answer)
    assert again.state == "proposed"
    assert Promotion.objects.count() == 2


def test_a_decline_is_told_kindly_to_those_it_concerns_and_to_nobody_else(
    client_of: Callable[[User], Client], editor: User
) -> None:
    proposer = kb.expert()
    promotion = kb.promotion(actor=proposer)
    decide_promotion(
        actor=editor, promotion=promotion, decision="decline", note="We sell no such zips."
    )
    url = promotion.answer.question.get_absolute_url()

    told = [client_of(one).get(url).content.decode() for one in (proposer, promotion.answer.author)]
    others = Client().get(url).content.decode()

    assert all("This answer was not added" in page for page in told)
    assert all("We sell no such zips." in page for page in told)
    assert "We sell no such zips." not in others


def test_a_question_whose_answer_became_an_article_is_documented() -> None:
    answer = forum.answer()
    question = answer.question

    article = published(answer)

    assert is_documented(question)
    assert "Documented" in Client().get(question.get_absolute_url()).content.decode()
    listed = Client().get("/questions/?sort=documented").content.decode()
    assert question.title in listed
    assert "documented" in listed
    article.unpublish()
    assert not is_documented(question)
    assert question.title not in Client().get("/questions/?sort=documented").content.decode()


@pytest.mark.parametrize("what", ["answer deleted", "article deleted", "for members"])
def test_the_mark_goes_when_nobody_could_follow_it(what: str, editor: User) -> None:
    answer = forum.answer()
    article = published(answer)

    if what == "answer deleted":
        delete_post(actor=answer.author, post=answer)
    elif what == "article deleted":
        article.delete()
    else:
        draft = ArticlePage.objects.get(pk=article.pk)
        draft.audience = "members"
        draft.save_revision(user=editor).publish(skip_permission_checks=True)

    assert not is_documented(answer.question)


def test_a_wrong_mark_is_found_and_repaired() -> None:
    answer, plain = forum.answer(), forum.answer()
    published(answer)
    Question.objects.filter(pk=answer.question_id).update(is_documented=False)
    Question.objects.filter(pk=plain.question_id).update(is_documented=True)

    assert reconcile_documented() == 2
    assert reconcile_documented() == 0
    assert is_documented(answer.question)
    assert not is_documented(plain.question)


def test_a_contradicted_article_documents_nothing() -> None:
    answer = forum.answer()
    article = kb.article()
    kb.accept(kb.promotion(answer, kind="contradict", article=article))

    reconcile_documented()

    assert not is_documented(answer.question)


def test_the_queue_of_proposals_leads_to_each(
    client_of: Callable[[User], Client], editor: User, django_assert_num_queries: Any
) -> None:
    promotions = [kb.promotion() for _ in range(3)]
    browser = client_of(editor)
    browser.get(reverse("kb:promotion-list"))

    page = browser.get(reverse("kb:promotion-list")).content.decode()

    assert all(promotion.get_absolute_url() in page for promotion in promotions)


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        (
            f"## Zips\n\nWax the teeth.\n\n![The worn teeth]({PICTURE})",
            "Wax the teeth.",
        ),
        (f"![The worn teeth]({PICTURE})\n\n1. Brush it well.\n2. Wax it.", "Brush it well."),
        (
            "Brush the teeth with a dry toothbrush, on both sides. " + "Then wax them. " * 30,
            "Brush the teeth with a dry toothbrush, on both sides." + " Then wax them." * 15,
        ),
        ("```\nzip --wax\n```\n\n![The worn teeth](https://pictures.example/x.jpg)", ""),
    ],
    ids=["picture", "steps", "long", "no words"],
)
def test_the_summary_is_whole_sentences_without_the_words_of_pictures(
    other_site: None, body: str, summary: str
) -> None:
    answer = forum.answer(body=body)

    article = kb.accept(kb.promotion(answer)).article

    assert article is not None
    assert article.summary == (summary or answer.question.title)


def test_readers_do_not_read_the_opening_twice(client: Client) -> None:
    words = "Wax the teeth with a candle. " + "It takes a while to get used to it. " * 12
    promoted = published(forum.answer(body=f"{words}\n\nThen wait."))
    told_apart = published(forum.answer(body="Wax the teeth.\n\nThen wait."))
    ArticlePage.objects.filter(pk=told_apart.pk).update(summary="A candle mends most zips.")

    for view in ("", "?view=print"):
        html = client.get(promoted.get_absolute_url() + view).content.decode()
        assert html.count("Wax the teeth with a candle.</p>") == 0
        assert 'class="article__summary"' not in html
        other = client.get(told_apart.get_absolute_url() + view).content.decode()
        assert 'class="article__summary">A candle mends most zips.</p>' in other


def test_whoever_decides_second_is_told_and_keeps_what_they_wrote(
    client_of: Callable[[User], Client], editor: User
) -> None:
    colleague = kb.editor()
    proposal = kb.promotion()
    kb.accept(proposal, actor=colleague)

    late = client_of(editor).post(
        proposal.get_absolute_url(), {"decision": "decline", "note": "A careful <b>reason</b>"}
    )

    assert late.status_code == 409
    assert f"{colleague.name} has already accepted this proposal." in late.content.decode()
    assert "A careful &lt;b&gt;reason&lt;/b&gt;" in late.content.decode()

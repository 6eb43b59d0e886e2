"""What becomes of an answer that somebody proposed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from community.models import Post
from core.errors import Conflict, InvalidInput, PermissionRefused
from kb.models import ArticleCheck, ArticlePage, ArticleSource, Promotion
from kb.selectors.sources import articles_of_question, promotion_statuses
from kb.services.maintenance import confirm_article
from kb.services.promotion import AlreadyProposed, decide_promotion, propose_promotion
from kb.services.review import review_article, submit_for_review
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def accept(promotion: Promotion, actor: User | None = None, **fields: Any) -> Promotion:
    return decide_promotion(
        actor=actor or kb.editor(), promotion=promotion, decision="accept", **fields
    )


def test_a_new_article_carries_title_tags_language_and_provenance(moderator: User) -> None:
    kb.kb_site()
    tagger = UserFactory(is_superuser=True)
    question = forum.ask(
        author=tagger, title="Kuinka puhdistan teltan?", tags=["tents", "care"], language="fi"
    )
    answer = forum.answer(question, body="Pese teltta *haalealla* vedellä, ei koneessa.")
    decider = kb.editor()

    promotion = accept(kb.promotion(answer), actor=decider)

    article = ArticlePage.objects.get()
    assert promotion.article_id == article.pk
    assert article.title == "Kuinka puhdistan teltan?"
    assert article.summary == "Pese teltta haalealla vedellä, ei koneessa."
    assert article.language == "fi"
    assert sorted(tag.name for tag in article.tags.all()) == ["care", "tents"]
    assert article.owner == decider
    source = ArticleSource.objects.get()
    assert (source.post, source.role, source.live) == (answer, "origin", False)
    assert source.block_ids == [block.id for block in article.body]


def test_a_new_article_goes_to_the_section_of_its_subject_or_where_the_editor_says() -> None:
    tagger = UserFactory(is_superuser=True)
    tents, stoves = kb.section("Tents"), kb.section("Stoves")
    question = forum.ask(author=tagger, tags=["zips"])
    kb.draft(section=tents, tags=["zips"])

    by_subject = accept(kb.promotion(forum.answer(question)))
    by_choice = accept(kb.promotion(forum.answer(question)), section=stoves)
    without_any = accept(kb.promotion(forum.answer(forum.ask())))

    assert by_subject.article is not None
    assert by_subject.article.get_parent().specific == tents
    assert by_choice.article is not None
    assert by_choice.article.get_parent().specific == stoves
    assert without_any.article is not None
    assert without_any.article.get_parent().slug == "from-the-community"


@pytest.mark.parametrize("kind", ["update", "merge"])
def test_an_update_stands_below_the_draft_and_changes_nothing_that_is_live(kind: str) -> None:
    article = kb.article()
    published = [block.id for block in article.body]
    answer = forum.answer(body="Silicone spray works as well as wax does.")

    promotion = accept(kb.promotion(answer, kind=kind, article=article, note="Safer"))

    article.refresh_from_db()
    assert [block.id for block in article.body] == published
    assert article.has_unpublished_changes
    draft = article.get_latest_revision_as_object()
    added = list(draft.body)[len(published) :]
    assert [block.block_type for block in added] == ["source_mark", "text"]
    assert added[0].value["author"] == answer.author.name
    assert added[0].value["note"] == "Safer"
    assert "Silicone spray" in str(added[1].value)

    article = review_article(actor=kb.expert(), article=article, action="approve")
    promotion.refresh_from_db()
    assert promotion.state == "published"
    page = Client().get(article.get_absolute_url()).content.decode()
    assert "Silicone spray" in page
    assert "Safer" not in page
    assert answer.author.name in page


def test_a_contradiction_opens_a_check_that_readers_and_reviewers_see(
    client_of: Callable[[User], Client], expert: User
) -> None:
    article = kb.article()
    answer = forum.answer(body="Wax attracts sand, so never wax the zip of a tent.")

    accept(kb.promotion(answer, kind="contradict", article=article, note="Wax harms zips"))

    check = ArticleCheck.objects.get()
    assert (check.reason, check.closed_at) == ("contradicted", None)
    page = Client().get(article.get_absolute_url()).content.decode()
    assert "may be wrong" in page
    assert "Wax attracts sand" not in page
    review = client_of(expert).get(reverse("kb:review-detail", args=[article.pk]))
    assert "Wax attracts sand" in review.content.decode()

    confirm_article(actor=expert, article=article)
    check.refresh_from_db()
    assert check.closed_by == expert
    assert Promotion.objects.get().state == "declined"
    assert not ArticleSource.objects.exists()


def test_a_kind_is_open_once_for_an_answer() -> None:
    promotion = kb.promotion()

    with pytest.raises(AlreadyProposed):
        kb.promotion(promotion.answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.create(
            answer=promotion.answer,
            kind="create",
            proposed_by=promotion.proposed_by,
            proposed_at=promotion.proposed_at,
        )

    assert kb.promotion(promotion.answer, kind="update", article=kb.article()).state == "proposed"


def test_a_declined_proposal_may_be_made_again(client_of: Callable[[User], Client]) -> None:
    promotion = kb.promotion()
    decide_promotion(actor=kb.editor(), promotion=promotion, decision="decline", note="Too short")

    assert kb.promotion(promotion.answer).pk != promotion.pk


def test_what_is_an_article_already_is_not_made_again() -> None:
    promotion = accept(kb.promotion())
    assert promotion.article is not None
    review_article(actor=kb.expert(), article=promotion.article, action="approve")

    with pytest.raises(AlreadyProposed):
        kb.promotion(promotion.answer)


@pytest.mark.parametrize(
    ("proposal", "field"),
    [
        ({"kind": "polish"}, "kind"),
        ({"kind": "update"}, "article_id"),
        ({"kind": "create", "note": "x" * 1001}, "note"),
    ],
)
def test_a_wrong_proposal_names_the_field(proposal: dict[str, str], field: str) -> None:
    kb.kb_site()

    with pytest.raises(InvalidInput) as refusal:
        propose_promotion(actor=kb.expert(), answer=forum.answer(), **proposal)

    assert list(refusal.value.fields) == [field]
    assert not Promotion.objects.exists()


def test_questions_are_not_promoted() -> None:
    kb.kb_site()
    text = Post.objects.get(question=forum.ask(), kind="question")

    with pytest.raises(InvalidInput):
        propose_promotion(actor=kb.expert(), answer=text, kind="create")


def test_only_editors_decide(expert: User) -> None:
    promotion = kb.promotion()

    with pytest.raises(PermissionRefused):
        decide_promotion(actor=expert, promotion=promotion, decision="accept")

    promotion.refresh_from_db()
    assert promotion.state == "proposed"


def test_an_article_under_review_takes_no_update_until_it_is_judged() -> None:
    article = kb.article()
    accept(kb.promotion(kind="update", article=article))
    submit_for_review(actor=kb.editor(), article=article)
    late = kb.promotion(kind="update", article=article)

    with pytest.raises(Conflict, match="being reviewed"):
        accept(late)

    late.refresh_from_db()
    assert late.state == "proposed"


def test_a_deleted_draft_gives_its_proposal_back_and_a_deleted_article_ends_it(
    admin: User,
) -> None:
    new = accept(kb.promotion())
    article = kb.article()
    update = accept(kb.promotion(kind="update", article=article))
    waiting = kb.promotion(kind="merge", article=article)

    assert new.article is not None
    new.article.delete()
    article.get_parent().delete(user=admin)

    new.refresh_from_db()
    update.refresh_from_db()
    assert (new.state, new.article) == ("proposed", None)
    assert (update.state, update.article) == ("declined", None)
    with pytest.raises(Conflict, match="has been deleted"):
        accept(waiting)


def test_a_question_knows_its_articles_and_an_answer_its_way(
    django_assert_num_queries: Any, expert: User
) -> None:
    question = forum.ask()
    promoted, proposed, plain = (forum.answer(question) for _ in range(3))
    promotion = accept(kb.promotion(promoted))
    assert promotion.article is not None
    assert articles_of_question(question.pk, expert) == []
    article = review_article(actor=expert, article=promotion.article, action="approve")
    kb.promotion(proposed)
    url = article.get_absolute_url()

    with django_assert_num_queries(4):
        links = articles_of_question(question.pk, expert)
    with django_assert_num_queries(2):
        marks = promotion_statuses([promoted.pk, proposed.pk, plain.pk], expert)

    assert [(link.id, link.post_ids) for link in links] == [(article.pk, (promoted.pk,))]
    assert marks[promoted.pk].article_url == url
    assert marks[proposed.pk].state == "proposed"
    assert plain.pk not in marks

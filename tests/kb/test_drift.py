"""An article's maintainer is told when the ground below it moves, and when it comes to rest."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from community.models import Post
from community.services.answers import edit_answer
from community.services.solutions import accept_answer, unaccept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from core.errors import Conflict, InvalidInput, PermissionRefused
from kb.enums import DriftCause
from kb.models import ArticlePage, ArticleSource, DriftTask
from kb.services.articles import revise_article
from kb.services.drift import compare_articles, reconcile_drift, resolve_drift
from tests.factories import kb
from tests.factories.community import answer as make_answer

pytestmark = pytest.mark.django_db

FIRST = "Rub candle wax along the teeth of the zip, then run the slider up and down ten times."
SECOND = "Rub graphite along the teeth of the zip, then run the slider up and down ten times."


@pytest.fixture
def answer() -> Post:
    """An accepted answer that an article is made from."""
    made = make_answer(body=FIRST)
    accept_answer(actor=made.question.author, answer=made)
    return made


@pytest.fixture
def article(answer: Post) -> ArticlePage:
    promotion = kb.accept(kb.promotion(answer))
    assert promotion.article is not None
    return kb.approve(promotion.article)


def edit(answer: Post, body: str) -> None:
    edit_answer(actor=answer.author, answer=answer, body=body)


def the_task() -> DriftTask:
    return DriftTask.objects.get(closed_at=None)


def outcomes() -> list[tuple[str, str]]:
    return list(DriftTask.objects.order_by("pk").values_list("cause", "outcome"))


def test_an_edit_opens_one_task_and_later_edits_renew_it(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    first = the_task()
    assert (first.cause, first.from_revision, first.to_revision) == (DriftCause.EDITED, 1, 2)

    edit(answer, f"{SECOND} Wipe off the rest.")

    task = the_task()
    assert (task.pk, task.from_revision, task.to_revision) == (first.pk, 1, 3)


def test_going_back_to_the_same_text_settles_the_task_by_itself(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    edit(answer, FIRST)

    assert outcomes() == [("edited", "by_itself")]


@pytest.mark.parametrize("act", ["delete", "hide"])
def test_an_answer_that_is_taken_away_opens_a_task_until_it_is_back(
    act: str, moderator: User, article: ArticlePage
) -> None:
    loose = make_answer(body=f"{FIRST} Never use oil.")
    promotion = kb.accept(kb.promotion(loose, kind="merge", article=article))
    assert promotion.article is not None
    kb.approve(promotion.article)

    if act == "delete":
        delete_post(actor=loose.author, post=loose)
    else:
        hide_post(actor=moderator, post=loose, reason="Spam.")
    assert the_task().cause == DriftCause.GONE

    if act == "delete":
        undelete_post(actor=loose.author, post=loose)
    else:
        restore_post(actor=moderator, post=loose)
    assert outcomes() == [("gone", "by_itself")]


def test_deleting_the_accepted_answer_makes_one_task(
    moderator: User, answer: Post, article: ArticlePage
) -> None:
    delete_post(actor=moderator, post=answer, reason="Wrong and dangerous.")
    assert the_task().cause == DriftCause.GONE

    undelete_post(actor=moderator, post=answer)
    assert the_task().cause == DriftCause.UNACCEPTED

    accept_answer(actor=answer.question.author, answer=answer)
    assert [outcome for _cause, outcome in outcomes()] == ["by_itself"]


def test_losing_acceptance_opens_a_task_and_getting_it_back_settles_it(
    answer: Post, article: ArticlePage
) -> None:
    unaccept_answer(actor=answer.question.author, answer=answer)
    assert the_task().cause == DriftCause.UNACCEPTED

    accept_answer(actor=answer.question.author, answer=answer)
    assert outcomes() == [("unaccepted", "by_itself")]


def test_a_newer_accepted_answer_opens_a_task_that_names_it(
    answer: Post, article: ArticlePage
) -> None:
    better = make_answer(question=answer.question, body=SECOND)

    accept_answer(actor=answer.question.author, answer=better)

    task = the_task()
    assert (task.cause, task.post_id) == (DriftCause.SUPERSEDED, better.pk)
    accept_answer(actor=answer.question.author, answer=answer)
    assert [outcome for _cause, outcome in outcomes()] == ["by_itself"]


def test_a_contradiction_opens_a_task_and_a_declined_one_closes_it(article: ArticlePage) -> None:
    other = make_answer(body=SECOND)
    promotion = kb.promotion(other, kind="contradict", article=article, note="Wax melts.")

    task = the_task()
    assert (task.cause, task.promotion, task.post_id) == ("contradicted", promotion, other.pk)

    kb.decide_promotion(
        actor=kb.editor(), promotion=promotion, decision="decline", note="It does not."
    )
    assert outcomes() == [("contradicted", "by_itself")]


def test_a_contradiction_taken_into_work_is_settled_by_the_next_version(
    article: ArticlePage,
) -> None:
    kb.accept(
        kb.promotion(make_answer(body=SECOND), kind="contradict", article=article, note="Wax!")
    )
    assert the_task().cause == DriftCause.CONTRADICTED

    revise_article(actor=kb.editor(), article=article, body_markdown="Use graphite, never wax.")
    kb.approve(article)

    assert outcomes() == [("contradicted", "updated")]


def test_the_nightly_job_finds_what_was_missed_and_then_nothing(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    DriftTask.objects.all().delete()

    assert reconcile_drift() == "1 drift tasks changed in 1 articles"
    assert the_task().cause == DriftCause.EDITED
    assert reconcile_drift() == "0 drift tasks changed in 1 articles"


def test_no_change_needed_takes_a_reason_and_is_remembered(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    task = the_task()
    maintainer = kb.editor()
    with pytest.raises(InvalidInput):
        resolve_drift(actor=maintainer, task=task, outcome="no_change", finding=task.finding)
    assert the_task() == task

    resolve_drift(
        actor=maintainer, task=task, outcome="no_change", finding=task.finding, note="Both work."
    )

    closed = DriftTask.objects.get()
    assert (closed.outcome, closed.closed_by, closed.note) == (
        "no_change",
        maintainer,
        "Both work.",
    )
    assert reconcile_drift().startswith("0 ")
    edit(answer, f"{SECOND} And oil.")
    assert (the_task().from_revision, the_task().to_revision) == (2, 3)


def test_a_settled_fact_that_comes_back_is_a_new_one(answer: Post, article: ArticlePage) -> None:
    asker = answer.question.author
    unaccept_answer(actor=asker, answer=answer)
    task = the_task()
    resolve_drift(
        actor=kb.editor(), task=task, outcome="no_change", finding=task.finding, note="Still right."
    )
    assert reconcile_drift().startswith("0 ")

    accept_answer(actor=asker, answer=answer)
    unaccept_answer(actor=asker, answer=answer)

    assert the_task().pk != task.pk


def test_updated_counts_only_after_a_publication(answer: Post, article: ArticlePage) -> None:
    edit(answer, SECOND)
    task = the_task()
    with pytest.raises(Conflict):
        resolve_drift(actor=kb.editor(), task=task, outcome="updated", finding=task.finding)

    fields = {"summary": "Graphite frees it.", "edit_weight": "minor"}
    revise_article(actor=kb.editor(), article=article, **fields)
    kb.approve(article)
    assert the_task() == task, "the blocks from the answer are as they were"

    resolve_drift(actor=kb.editor(), task=task, outcome="updated", finding=task.finding)
    assert outcomes() == [("edited", "updated")]


def test_publishing_a_change_of_the_blocks_concerned_settles_the_task(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    blocks = article.body.get_prep_value()
    blocks[0]["value"] = f"<p>{SECOND}</p>"
    editor = kb.editor()
    revise_article(actor=editor, article=article, blocks=blocks, edit_weight="major")

    kb.approve(article)

    task = DriftTask.objects.get()
    assert (task.outcome, task.closed_by) == ("updated", editor)
    assert ArticleSource.objects.get().post_revision == 2


def test_a_keeper_who_read_an_older_change_is_told(answer: Post, article: ArticlePage) -> None:
    edit(answer, SECOND)
    task = the_task()
    edit(answer, f"{SECOND} And oil.")

    with pytest.raises(Conflict):
        resolve_drift(
            actor=kb.editor(), task=task, outcome="no_change", finding=task.finding, note="Fine."
        )
    assert the_task().outcome == ""


def test_only_keepers_decide(user: User, expert: User, answer: Post, article: ArticlePage) -> None:
    edit(answer, SECOND)
    task = the_task()

    for person in (user, expert):
        with pytest.raises(PermissionRefused):
            resolve_drift(
                actor=person, task=task, outcome="no_change", finding=task.finding, note="Fine."
            )
    ArticlePage.objects.filter(pk=article.pk).update(owner=user)
    resolve_drift(actor=user, task=task, outcome="no_change", finding=task.finding, note="Fine.")
    assert outcomes() == [("edited", "no_change")]


def test_an_unpublished_article_has_no_tasks(answer: Post, article: ArticlePage) -> None:
    edit(answer, SECOND)
    article.unpublish()
    assert outcomes() == [("edited", "by_itself")]

    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()

    assert the_task().cause == DriftCause.EDITED


def test_the_database_allows_one_open_task_for_a_source_and_cause(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    task = the_task()
    task.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(force_insert=True)


def test_blocks_keep_their_origin_when_they_are_split_moved_copied_or_deleted(
    answer: Post, article: ArticlePage
) -> None:
    (origin,) = article.body.get_prep_value()
    halves: list[dict[str, Any]] = [
        {"type": "text", "value": "<p>Something of our own that nobody answered before.</p>"},
        {"type": "text", "value": "<p>Then run the slider up and down ten times.</p>"},
        {**origin, "value": "<p>Rub candle wax along the teeth of the zip.</p>"},
    ]
    for number, block in enumerate(halves[:2]):
        block["id"] = f"00000000-0000-4000-8000-00000000000{number}"
    revise_article(actor=kb.editor(), article=article, blocks=halves)
    kb.approve(article)

    assert ArticleSource.objects.get().blocks == {origin["id"]: 1, halves[1]["id"]: 1}

    revise_article(actor=kb.editor(), article=article, blocks=halves[:2])
    kb.approve(article)
    assert ArticleSource.objects.get().blocks == {origin["id"]: 1, halves[1]["id"]: 1}


def test_a_newer_text_worked_into_the_article_is_its_block_and_its_version(
    answer: Post, article: ArticlePage
) -> None:
    edit(answer, SECOND)
    kb.accept(kb.promotion(answer, kind="update", article=article))
    assert the_task().cause == DriftCause.EDITED, "the draft is not published yet"

    kb.approve(article)

    source = ArticleSource.objects.get()
    assert (sorted(source.blocks.values()), source.post_revision) == ([1, 2], 2)
    assert outcomes() == [("edited", "updated")]


def test_comparing_twice_changes_nothing(answer: Post, article: ArticlePage) -> None:
    edit(answer, SECOND)

    assert compare_articles(article_ids=[article.pk, article.pk]) == 0

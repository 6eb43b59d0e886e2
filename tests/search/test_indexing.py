"""From an event to the index, and back in step after trouble."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from community.models import Question
from community.services.answers import edit_answer
from community.services.questions import edit_question
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post, restore_post, undelete_post
from core.jobs import registered_jobs, run_due_jobs
from search.documents.builders import all_documents, build_documents
from search.engines import get_engine
from search.engines.base import EngineError
from search.models import PendingUpdate
from search.query.requests import DocumentKey, Kind, SearchRequest
from search.services.indexing import (
    Drift,
    ensure_index,
    mark_changed,
    rebuild_index,
    reconcile_index,
    write_pending,
)
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import build_index, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> None:
    build_index()


def found(text: str) -> list[str]:
    return sorted(str(hit.key) for hit in get_engine().search(SearchRequest(text=text)).hits)


def key(question: Question) -> str:
    return f"question:{question.pk}"


def test_a_question_is_found_as_soon_as_it_is_asked(index, run_tasks):
    with run_tasks():
        question = forum.ask(title="Is the inflatable kayak seaworthy?")
    assert found("kayak") == [key(question)]
    assert PendingUpdate.objects.count() == 0


def test_a_thread_is_found_by_its_answers_and_their_edits(index, run_tasks):
    with run_tasks():
        answer = forum.answer(body="Only on calm lakes, says the manual of the maker.")
    assert found("calm lakes") == [key(answer.question)]
    with run_tasks():
        edit_answer(actor=answer.author, answer=answer, body="It is fine on rivers and on canals.")
    assert found("calm lakes") == []
    assert found("rivers canals") == [key(answer.question)]


def test_an_edited_question_is_found_by_its_new_words_only(index, run_tasks):
    with run_tasks():
        question = forum.ask(title="Is the kayak seaworthy at all?")
    with run_tasks():
        edit_question(
            actor=question.author,
            question=question,
            title="Is the canoe seaworthy at all?",
            body="I would like to take it to the islands.",
            tags=["boats"],
        )
    assert found("kayak") == []
    assert found("canoe") == [key(question)]


def test_a_deleted_question_is_gone_and_comes_back_when_undeleted(index, run_tasks, moderator):
    with run_tasks():
        question = forum.ask(title="Is the kayak seaworthy at all?")
    with run_tasks():
        delete_post(actor=moderator, post=question.post)
    assert found("kayak") == []
    with run_tasks():
        undelete_post(actor=moderator, post=question.post)
    assert found("kayak") == [key(question)]


def test_a_hidden_answer_is_not_searched_until_it_is_restored(index, run_tasks, moderator):
    with run_tasks():
        answer = forum.answer(body="Only on calm lakes, says the manual of the maker.")
    with run_tasks():
        hide_post(actor=moderator, post=answer, reason="rude")
    assert found("calm lakes") == []
    with run_tasks():
        restore_post(actor=moderator, post=answer)
    assert found("calm lakes") == [key(answer.question)]


def test_an_accepted_answer_makes_the_thread_solved(index, run_tasks):
    with run_tasks():
        answer = forum.answer()
    with run_tasks():
        accept_answer(actor=answer.question.author, answer=answer)
    [document] = build_documents([DocumentKey(Kind.QUESTION, answer.question_id)])
    assert document.solved
    stored = get_engine().versions([document.key])[document.key]
    assert stored[1] == document.fingerprint


def test_articles_are_found_once_published_and_not_before(index, run_tasks):
    with run_tasks():
        draft = kb.draft(title="Paddling an inflatable kayak")
    assert found("paddling") == []
    with run_tasks():
        kb.approve(draft)
    assert found("paddling") == [f"article:{draft.pk}"]
    with run_tasks():
        draft.refresh_from_db()
        draft.unpublish()
    assert found("paddling") == []


def test_a_vote_waits_for_the_next_round_instead_of_writing_at_once(index, run_tasks):
    with run_tasks():
        question = forum.ask()
    key = DocumentKey(Kind.QUESTION, question.pk)
    before = get_engine().versions([key])
    with run_tasks():
        forum.vote(question.post)
    assert get_engine().versions([key]) == before
    assert PendingUpdate.objects.count() == 1
    assert write_pending() == 1
    assert get_engine().versions([key]) != before
    assert PendingUpdate.objects.count() == 0


def test_several_changes_before_a_write_are_one_write(index):
    question = forum.ask()
    for _ in range(3):
        mark_changed(Kind.QUESTION, question.pk)
    assert PendingUpdate.objects.count() == 1
    assert write_pending() == 1


def test_what_is_rolled_back_leaves_nothing_to_write(index):
    with transaction.atomic():
        mark_changed(Kind.QUESTION, 1)
        transaction.set_rollback(True)
    assert PendingUpdate.objects.count() == 0


def test_a_change_during_a_write_is_written_again(index, monkeypatch):
    question = forum.ask()
    engine = get_engine()
    writes = []

    def index_while_somebody_edits(documents):
        writes.append([document.key.id for document in documents])
        if len(writes) == 1:
            mark_changed(Kind.QUESTION, question.pk)
        return len(documents)

    monkeypatch.setattr(engine, "index", index_while_somebody_edits)
    assert write_pending() == 2
    assert writes == [[question.pk], [question.pk]]


def test_nothing_is_lost_while_the_engine_fails(index, run_tasks, monkeypatch):
    def fail(*args, **kwargs):
        raise EngineError("disk full")

    engine = get_engine()
    with monkeypatch.context() as patch:
        patch.setattr(engine, "index", fail)
        with run_tasks():
            question = forum.ask(title="Is the kayak seaworthy at all?")
        row = PendingUpdate.objects.get()
        assert (row.attempts, row.last_error) == (1, "disk full")
        assert found("kayak") == []
    [outcome] = run_due_jobs(only="search_pending", force=True)
    assert not outcome.error
    assert found("kayak") == [key(question)]
    assert PendingUpdate.objects.count() == 0


def test_without_an_index_nothing_waits_because_the_rebuild_reads_everything(run_tasks):
    with run_tasks():
        question = forum.ask(title="Is the kayak seaworthy at all?")
    assert PendingUpdate.objects.count() == 0
    ensure_index()
    assert found("kayak") == [key(question)]


def test_reconciling_repairs_what_is_missing_outdated_or_left_over(index):
    missing = forum.ask(title="A kayak that is missing in the index")
    outdated = forum.ask(title="A canoe that is outdated in the index")
    engine = get_engine()
    engine.index([document("canoe", number=outdated.pk, version=1)])
    engine.index([document("rowing boat", number=987_654, version=1)])
    assert reconcile_index() == Drift(missing=1, outdated=1, extra=1)
    assert found("kayak") == [key(missing)]
    assert found("outdated") == [key(outdated)]
    assert found("rowing") == []
    assert reconcile_index() == Drift()


def test_reconciling_builds_an_index_where_there_is_none():
    forum.ask()
    assert reconcile_index() == Drift(missing=1)
    assert get_engine().health().documents == 1


def test_a_rebuild_forgets_what_was_waiting(index):
    mark_changed(Kind.QUESTION, forum.ask().pk)
    PendingUpdate.objects.update(marked_at=timezone.now() - timedelta(minutes=5))
    rebuild_index()
    assert PendingUpdate.objects.count() == 0


def test_documents_are_read_with_a_bounded_number_of_queries(django_assert_num_queries):
    kb.article()
    for _ in range(3):
        forum.answer(forum.ask(tags=["tents", "zips"]))
    list(all_documents())
    with django_assert_num_queries(11):
        assert len(list(all_documents())) == 4


def test_all_jobs_are_registered():
    names = {job.name for job in registered_jobs()}
    assert {"search_pending", "search_reconcile", "search_forget"} <= names

"""What every engine guarantees to those who write."""

import threading

import pytest

from search.engines.base import EngineError, IndexMissing
from search.query.requests import DocumentKey, Kind, SearchRequest
from tests.factories.search import document

KEY = DocumentKey(Kind.QUESTION, 1)


def titles_found(engine, *words: str) -> list[str]:
    return [word for word in words if engine.search(SearchRequest(text=word)).total]


def test_a_written_document_is_found_at_once(engine):
    assert engine.index([document("stove", number=1)]) == 1
    assert titles_found(engine, "stove") == ["stove"]


def test_writing_a_document_again_replaces_it(engine):
    engine.index([document("stove", number=1, version=1)])
    engine.index([document("kettle", number=1, version=2)])
    assert titles_found(engine, "stove", "kettle") == ["kettle"]
    assert engine.health().documents == 1


def test_a_late_writer_does_not_replace_a_newer_text(engine):
    engine.index([document("new", number=1, version=20)])
    assert engine.index([document("old", number=1, version=10)]) == 0
    assert titles_found(engine, "new", "old") == ["new"]


def test_a_deleted_document_is_gone_from_everything(engine):
    engine.index([document("stove", number=1, version=1, tags=("cooking",))])
    assert engine.delete([KEY], version=2) == 1
    results = engine.search(SearchRequest(text="stove"))
    assert (results.total, results.hits) == (0, ())
    assert engine.search(SearchRequest()).total == 0
    assert engine.versions([KEY]) == {}
    assert engine.stored_keys(after=None, limit=10) == []
    assert engine.health().documents == 0


def test_a_late_writer_does_not_bring_a_deleted_document_back(engine):
    engine.index([document("stove", number=1, version=1)])
    engine.delete([KEY], version=30)
    engine.index([document("stove", number=1, version=20)])
    assert titles_found(engine, "stove") == []
    engine.index([document("stove", number=1, version=40)])
    assert titles_found(engine, "stove") == ["stove"]


def test_a_late_deletion_does_not_remove_a_newer_text(engine):
    engine.index([document("stove", number=1, version=20)])
    assert engine.delete([KEY], version=10) == 0
    assert titles_found(engine, "stove") == ["stove"]


def test_deleting_what_is_not_there_is_no_error(engine):
    engine.delete([DocumentKey(Kind.ARTICLE, 999)], version=1)
    assert engine.health().documents == 0


def test_a_question_and_an_article_of_one_number_are_two_documents(engine):
    engine.index([document("stove", number=1), document("stove", number=1, kind=Kind.ARTICLE)])
    engine.delete([KEY], version=9)
    hits = engine.search(SearchRequest(text="stove")).hits
    assert [hit.key for hit in hits] == [DocumentKey(Kind.ARTICLE, 1)]


def test_versions_and_fingerprints_can_be_compared_with_the_database(engine):
    one = document("stove", number=1, version=7)
    engine.index([one])
    other = DocumentKey(Kind.QUESTION, 2)
    assert engine.versions([other, KEY]) == {KEY: (7, one.fingerprint)}


def test_all_keys_can_be_read_page_by_page(engine):
    numbers = (1, 2, 9, 10, 11, 300)
    engine.index(
        [document("stove", number=n, version=1, kind=kind) for n in numbers for kind in Kind]
    )
    gone = DocumentKey(Kind.QUESTION, 10)
    engine.delete([gone], version=2)
    found = []
    while page := engine.stored_keys(after=found[-1] if found else None, limit=4):
        found += page
    assert len(found) == len(set(found))
    assert set(found) == {DocumentKey(kind, n) for n in numbers for kind in Kind} - {gone}


def test_without_an_index_reading_and_writing_fail_in_a_known_way(bare_engine):
    with pytest.raises(IndexMissing):
        bare_engine.search(SearchRequest(text="stove"))
    with pytest.raises(IndexMissing):
        bare_engine.index([document("stove", number=1)])
    assert not bare_engine.health().ok


def test_a_rebuild_leaves_only_what_it_was_given(engine):
    engine.index([document("stove", number=1)])
    assert engine.rebuild([document("kettle", number=2)], refetch=lambda keys: []) == 1
    assert titles_found(engine, "stove", "kettle") == ["kettle"]


def test_the_old_index_answers_during_a_rebuild(engine):
    engine.index([document("stove", number=1)])
    seen = []

    def documents():
        seen.append(titles_found(engine, "stove"))
        yield document("kettle", number=2)
        seen.append(titles_found(engine, "stove", "kettle"))

    engine.rebuild(documents(), refetch=lambda keys: [])
    assert seen == [["stove"], ["stove"]]


def test_what_is_written_during_a_rebuild_is_not_lost(engine):
    engine.index([document("stove", number=1, version=1)])
    late = document("pan", number=3, version=5)

    def documents():
        yield document("stove", number=1, version=1)
        engine.index([late])
        engine.delete([KEY], version=9)

    engine.rebuild(documents(), refetch=lambda keys: [late] if late.key in keys else [])
    assert titles_found(engine, "stove", "pan") == ["pan"]


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(engine):
    engine.index([document("stove", number=1)])

    def documents():
        yield document("kettle", number=2)
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        engine.rebuild(documents(), refetch=lambda keys: [])
    assert titles_found(engine, "stove", "kettle") == ["stove"]
    engine.index([document("pan", number=3)])
    assert titles_found(engine, "pan") == ["pan"]


def test_a_second_rebuild_at_the_same_time_is_refused(engine):
    def documents():
        with pytest.raises(EngineError):
            engine.rebuild([], refetch=lambda keys: [])
        yield document("kettle", number=2)

    engine.rebuild(documents(), refetch=lambda keys: [])
    assert titles_found(engine, "kettle") == ["kettle"]


def test_many_threads_may_write_and_read_together(engine):
    errors = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 5):
                engine.index([document("stove", number=number)])
                engine.search(SearchRequest(text="stove"))
        except EngineError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (1, 101, 201, 301)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert engine.search(SearchRequest(text="stove")).total == 20

"""What the documents of threads and articles hold."""

import datetime

import pytest

from community.services.closing import close_question
from community.services.solutions import accept_answer
from community.services.states import hide_post
from kb.models import ArticlePage
from kb.services.articles import create_section
from search.documents.builders import article_quality, build_documents, thread_quality
from search.query.requests import DocumentKey, Kind
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.search import document

pytestmark = pytest.mark.django_db


def of_question(question):
    [found] = build_documents([DocumentKey(Kind.QUESTION, question.pk)])
    return found


def of_article(article):
    [found] = build_documents([DocumentKey(Kind.ARTICLE, article.pk)])
    return found


def test_a_thread_is_one_document_with_its_answers_in_display_order():
    question = forum.ask(title="The zip of my tent is stuck", tags=["zips", "tents"])
    first = forum.answer(question, body="The first answer that was written.")
    accepted = forum.answer(question, body="The answer that helped the asker.")
    accept_answer(actor=question.author, answer=accepted)
    found = of_question(question)
    assert found.title == "The zip of my tent is stuck"
    assert found.body == question.post.body_text
    assert found.answers == (accepted.body_text, first.body_text)
    assert found.tags == ("tents", "zips")
    assert found.solved is True
    assert found.authors == tuple(
        person.username for person in (question.author, accepted.author, first.author)
    )


def test_hidden_answers_are_no_part_of_it(moderator):
    answer = forum.answer()
    hide_post(actor=moderator, post=answer, reason="spam")
    found = of_question(answer.question)
    assert found.answers == ()
    assert answer.author.username not in found.authors


def test_the_language_is_recognised_where_nobody_gave_it():
    question = forum.ask(title="Jak mogę zwrócić namiot?", body="Kupiłem go w zeszłym tygodniu.")
    question.language = ""
    question.save(update_fields=["language"])
    assert of_question(question).language == "pl"


def test_an_article_has_its_summary_keywords_section_and_text():
    article = kb.article(
        title="Caring for zips",
        summary="Wax them.",
        section=create_section(actor=kb.editor(), title="Repairs", parent=kb.section("Tents")),
        body_markdown="## Why\n\nDirt stiffens the teeth.\n\n- Brush\n- Wax",
    )
    ArticlePage.objects.filter(pk=article.pk).update(keywords="zipper, fastener", language="en")
    found = of_article(article)
    assert (found.title, found.summary, found.sections) == (
        "Caring for zips",
        "Wax them.",
        ("Tents", "Repairs"),
    )
    assert found.keywords.split() == ["zipper", "fastener"]
    assert "Dirt stiffens the teeth." in found.body
    assert "Brush" in found.body
    assert "<" not in found.body
    assert found.solved is None
    assert found.readership == ("everybody",)


def test_articles_for_members_say_so():
    assert of_article(kb.article(audience="members")).readership == ("maintainers", "members")


def test_what_may_not_be_found_has_no_document(moderator):
    question = forum.ask()
    hide_post(actor=moderator, post=question.post, reason="spam")
    keys = [
        DocumentKey(Kind.QUESTION, question.pk),
        DocumentKey(Kind.ARTICLE, kb.draft().pk),
        DocumentKey(Kind.QUESTION, 10_000_000),
    ]
    assert build_documents(keys) == []


def test_a_later_reading_has_a_later_version():
    question = forum.ask()
    assert of_question(question).version < of_question(question).version


def test_the_fingerprint_changes_with_the_content_and_not_with_the_version():
    one = document("tent", number=1, version=1)
    assert one.fingerprint == document("tent", number=1, version=2).fingerprint
    assert one.fingerprint != document("tents", number=1).fingerprint
    assert one.fingerprint != document("tent", number=1, tags=("a",)).fingerprint


def test_quality_stays_near_one_so_that_it_only_turns_near_ties():
    best = thread_quality(solved=True, score=10_000, answered=True, closed=False)
    worst = thread_quality(solved=False, score=-10_000, answered=False, closed=True)
    assert 1.2 < best <= 1.4
    assert 0.8 <= worst < 0.95
    assert article_quality(verified=True, stale=False) > article_quality(verified=True, stale=True)


def test_closed_threads_count_a_little_less(moderator):
    question = forum.ask()
    before = of_question(question).quality
    close_question(actor=moderator, question=question, reason="off_topic")
    assert of_question(question).quality < before


def test_a_stale_article_counts_a_little_less():
    article = kb.article()
    before = of_article(article).quality
    ArticlePage.objects.filter(pk=article.pk).update(review_due=datetime.date(2020, 1, 1))
    assert of_article(article).quality < before

"""Hebrew and Arabic write little words as one with the next: both engines look past them.

Words that only look so stay apart. Many cases share one index.
"""

import pytest

from search.engines.base import Engine
from search.query.requests import SearchRequest
from search.text.analysis import words
from tests.factories.search import document

FORMS = (
    "חבילה החבילה בחבילה לחבילה ולחבילה מחבילה שהחבילה והחבילה וכשהחבילה כחבילה מהחבילה ומהחבילה",
    "אתר האתר באתר לאתר ובאתר שבאתר מהאתר",
    "ספר הספר בספר לספר והספר",
    "הזמנה ההזמנה בהזמנה להזמנה וההזמנה שההזמנה",
    "משלוח המשלוח במשלוח למשלוח והמשלוח",
    "כרטיס הכרטיס בכרטיס לכרטיס שבכרטיס",
    "שולחן השולחן לשולחן בשולחן",
    "בנק הבנק לבנק בבנק",
    "طلب الطلب والطلب للطلب بالطلب",
    "كتاب الكتاب والكتاب للكتاب بالكتاب",
    "بطاقة البطاقة بالبطاقة وبطاقة والبطاقة ببطاقة",
    "إرجاع الإرجاع للإرجاع والإرجاع لإرجاع وإرجاع بالإرجاع",
    "خيمة الخيمة بالخيمة للخيمة والخيمة",
)
"""Each line is one word, with and without what may be joined to it."""

TRAPS = (
    ("ספר", "מספר"),
    ("ספרים", "מספרים"),
    ("שקל", "משקל"),
    ("שקלים", "משקלים"),
    ("כתב", "מכתב"),
    ("חשב", "מחשב"),
    ("פתח", "מפתח"),
    ("דבר", "מדבר"),
    ("נורה", "מנורה"),
    ("סירה", "מסירה"),
    ("קשה", "בקשה"),
    ("דור", "כדור"),
    ("ניסה", "כניסה"),
    ("מלה", "שמלה"),
    ("אלה", "שאלה"),
    ("בירה", "שבירה"),
    ("עדה", "ועדה"),
    ("חזר", "החזר"),
    ("תקנה", "התקנה"),
    ("לב", "כלב"),
    ("בן", "לבן"),
    ("טריה", "בטריה"),
    ("طاقة", "بطاقة"),
    ("سادة", "وسادة"),
    ("رقة", "ورقة"),
    ("صفة", "وصفة"),
    ("حيرة", "بحيرة"),
    ("لد", "ولد"),
    ("لد", "بلد"),
    ("عبة", "لعبة"),
    ("باس", "لباس"),
    ("مانيا", "ألمانيا"),
)


def find(engine: Engine, text: str, language: str = "he") -> list[int]:
    request = SearchRequest(text=text, languages=(language,), limit=50)
    return [hit.key.id for hit in engine.search(request).hits]


def stems(word: str, language: str) -> set[str]:
    return {stem for found in words(word, language) for stem in found.stems}


def test_a_word_is_found_with_and_without_what_is_joined_to_it(engine):
    lines = [line.split() for line in FORMS]
    documents = [document(word) for line in lines for word in line]
    engine.index(documents)
    numbers = {one.title: one.key.id for one in documents}
    for line in lines:
        for query in line:
            assert {numbers[word] for word in line} <= set(find(engine, query)), query


@pytest.mark.parametrize("language", ["", "he", "ar"])
@pytest.mark.parametrize(("without", "whole"), TRAPS)
def test_words_that_only_look_so_are_not_the_same(without, whole, language):
    assert not stems(without, language) & stems(whole, language)


def test_words_that_only_look_so_are_told_apart(engine):
    documents = {word: document(word) for word in {word for pair in TRAPS for word in pair}}
    engine.index(list(documents.values()))
    for word, one in documents.items():
        assert find(engine, word)[0] == one.key.id, word


def test_other_languages_in_these_letters_have_no_such_prefixes():
    assert stems("\u0628\u06cc\u0645\u0627\u0631\u0633\u062a\u0627\u0646", "fa") == {
        "\u0628\u064a\u0645\u0627\u0631\u0633\u062a\u0627\u0646"
    }

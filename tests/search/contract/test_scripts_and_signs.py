"""Words of every script and signs that mean something, found and told apart by every engine.

Many cases share one index: making one takes longer than asking it.
"""

# ruff: noqa: RUF001 (other scripts have letters like ours)

import unicodedata

import pytest

from search.engines.base import Engine
from search.query.requests import SearchRequest, SuggestRequest
from tests.factories.search import document


def find(engine: Engine, text: str = "", **fields) -> list[int]:
    """The numbers of the hits, best first."""
    return [hit.key.id for hit in engine.search(SearchRequest(text=text, **fields)).hits]


SIGNS = (
    "A program in C++",
    "A program in C#",
    "A program in C",
    "A program in F#",
    "A program in F",
    "Runs with .NET 8",
    "A net for fishing",
    "Scripts for node.js here",
    "A node of the net, js",
    "Lamp A-113 blinks",
    "Lamp A-117 blinks",
    'A hose of 3/8" width',
    'A hose of 5/8" width',
    "Screws M4x10 are enclosed",
    "Screws M4x16 are enclosed",
    "A charger of 12V",
    "A charger of 24V",
    "Energy class A+++",
    "Energy class A++",
    "Energy class A",
    "Bottle of 1.5 l",
    "Bottle of 0.5 l",
    "Made for AT&T phones",
    "Sent at the T junction",
    "Camping 🏕️ in spring",
    "Sent to 🇵🇱 only",
    "Sent to 🇫🇮 only",
)


QUERIES = (
    ("C++", "A program in C++"),
    ("c++", "A program in C++"),
    ("\uff23\uff0b\uff0b", "A program in C++"),
    ("C#", "A program in C#"),
    ("F#", "A program in F#"),
    ("program in C", "A program in C"),
    (".NET", "Runs with .NET 8"),
    ("node.js", "Scripts for node.js here"),
    ("nodejs", "Scripts for node.js here"),
    ("A-113", "Lamp A-113 blinks"),
    ("A117", "Lamp A-117 blinks"),
    ('3/8"', 'A hose of 3/8" width'),
    ("5/8", 'A hose of 5/8" width'),
    ("M4x10", "Screws M4x10 are enclosed"),
    ("m4 × 16", "Screws M4x16 are enclosed"),
    ("12V", "A charger of 12V"),
    ("24 V", "A charger of 24V"),
    ("A+++", "Energy class A+++"),
    ("A++", "Energy class A++"),
    ("1.5", "Bottle of 1.5 l"),
    ("1,5", "Bottle of 1.5 l"),
    ("AT&T", "Made for AT&T phones"),
    ("🏕️", "Camping 🏕️ in spring"),
    ("🏕", "Camping 🏕️ in spring"),
    ("🇵🇱", "Sent to 🇵🇱 only"),
)


def test_signs_that_mean_something_tell_texts_apart(engine):
    engine.index([document(text, number=n) for n, text in enumerate(SIGNS, start=1)])
    for query, wanted in QUERIES:
        found = [SIGNS[number - 1] for number in find(engine, query)]
        assert found[:1] == [wanted], query
        assert len(found) == 1 or " " in query, query


def test_signs_count_in_quotation_marks_and_after_a_minus_too(engine):
    engine.index([document(text, number=n) for n, text in enumerate(SIGNS, start=1)])
    everything = set(find(engine, limit=100))
    for query in ("C++", "C#", ".NET", "node.js", "3/8", "A-113", "🏕️", "A+++"):
        (found,) = find(engine, phrases=(query,))
        assert query in SIGNS[found - 1]
        assert set(find(engine, excluded=(query,), limit=100)) == everything - {found}


def test_a_name_with_a_sign_is_found_without_it_too(engine):
    engine.index([document("Films of Disney+", number=1), document("Age 18+ only", number=2)])
    assert find(engine, "disney") == find(engine, "disney+") == [1]
    assert find(engine, "18") == find(engine, "18+") == [2]


WORDS = {
    "hi": ("कंबल", "कमल"),
    "hi vowels": ("किताब", "कताब"),
    "th": ("ผ้าห่มอุ่น", "เต็นท์กันฝน"),
    "ar": ("الحقيبة", "الخيمة"),
    "he": ("מזוודה", "אוהל"),
    "zh": ("背包很轻", "帐篷防水"),
    "ja": ("テントの設営", "ランプの電池"),
    "ja voiced": ("がき", "かき"),
    "ko": ("배송은 언제", "환불은 언제나"),
    "ru": ("палатка", "рюкзак"),
    "el": ("παντελόνι", "σακίδιο"),
    "ka": ("კარავი", "ზურგჩანთა"),
    "hy": ("վրան", "պայուսակ"),
    "ta": ("கூடாரம்", "விளக்கு"),
    "bn": ("তাঁবু", "বাতি"),
    "km": ("តង់បោះជំរុំ", "ភ្លើងពិល"),
    "lo": ("ເຕັ້ນກັນຝົນ", "ໄຟສາຍ"),
    "my": ("တဲအသစ်", "မီးအိမ်"),
    "am": ("ድንኳን", "መብራት"),
    "bo": ("གུར་ཆེན", "སྒྲོན་མེ"),
    "vi": ("lều trại", "đèn pin"),
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_every_script_are_found_and_told_apart(engine, form):
    texts = [(name.split()[0], text) for name, pair in WORDS.items() for text in pair]
    engine.index(
        [
            document(text, number=number, language=language)
            for number, (language, text) in enumerate(texts, start=1)
        ]
    )
    for number, (language, text) in enumerate(texts, start=1):
        first = unicodedata.normalize(form, text.split()[0])
        assert find(engine, first, languages=(language, "en"))[0] == number
        assert find(engine, phrases=(first,)) == [number]
        if len(text.split()) == 1:
            assert find(engine, first, languages=(language, "en")) == [number]


WAYS = (
    ("crème brûlée", "cre\u0300me"),
    ("cre\u0300me bru\u0302le\u0301e", "crème"),
    ("Łódź", "lo\u0301dz\u0301"),
    ("Straße", "STRASSE"),
    ("İstanbul", "istanbul"),
    ("istanbul", "İSTANBUL"),
    ("ΟΔΟΣ", "οδος"),
    ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
    ("\uff21\uff22\uff23\uff11\uff12", "abc12"),
    ("ABC12", "\uff21\uff22\uff23\uff11\uff12"),
    ("\ufb01lter", "filter"),
    ("\uff76\uff9e\uff77", "ガキ"),
    ("كِتَابٌ", "كتاب"),
    ("كتاب", "كِتَاب"),
    ("שָׁלוֹם", "שלום"),
    ("أحمد", "احمد"),
    ("बाज़ार", "बाजार"),
    ("شماره ۱۲۳", "123"),
    ("मूल्य १२३", "123"),
    ("می\u200cخواهم", "میخواهم"),
    ("co\u00adoperate", "cooperate"),
    ("iPhone用ケース", "iphone"),
    ("我有一只猫", "猫"),
    ("책을 샀다", "책"),
    ("배송 조회", "배송은"),
    ("น\u0e33", "น\u0e4d\u0e32"),
)


def test_other_ways_to_write_a_word_find_it(engine):
    written = [document(text, number=n, language="") for n, (text, _) in enumerate(WAYS, start=1)]
    engine.index(written)
    for number, (text, query) in enumerate(WAYS, start=1):
        assert number in find(engine, query), (text, query)


NO_WORDS = ("*", "'", "%", '"', "?!", "…", "---", "( )", "\u0301", "a" * 300, "\u200b", "++", "®")


def test_a_query_without_words_finds_nothing(engine):
    engine.index([document("A tent * % ' ®", number=1)])
    for nothing in NO_WORDS:
        assert engine.search(SearchRequest(text=nothing)).total == 0
        assert engine.search(SearchRequest(phrases=(nothing,))).total == 0
        assert engine.suggest(SuggestRequest(nothing)) == ()
        assert find(engine, f"tent {nothing}") == [1]
        assert find(engine, "tent", phrases=(nothing,)) == [1]


def test_what_is_typed_so_far_may_end_with_any_sign(engine):
    titles = ("हिन्दी किताब", "Learn C++ now", "Łódź by train", "ผ้าห่มอุ่น", "배송은 언제")
    engine.index([document(title, number=n) for n, title in enumerate(titles, start=1)])
    typed = [("हिन्दी", 1), ("c++", 2), ("łó", 3), ("lo\u0301", 3), ("ผ้าห", 4), ("배송", 5)]
    for text, wanted in typed:
        assert [hit.key.id for hit in engine.suggest(SuggestRequest(text))] == [wanted]

"""Little words of Hebrew and Arabic that are written as one with the next word.

`החבילה`, `בחבילה` and `ולחבילה` are forms of `חבילה`, and `والطلب` is one of `طلب`. A word gives
what is left of it after each of its prefixes; nothing tells for sure whether a first letter is one,
so enough must be left, and words that are known to begin with it themselves are left whole.
Words are taken as they are folded.
"""

# ruff: noqa: RUF001 (Hebrew and Arabic are written in their own letters)

from collections.abc import Iterator
from typing import Final

_SHORT_REST: Final = 3
_LONG_REST: Final = 4
_OTHER_LANGUAGES: Final = frozenset({"ckb", "fa", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})
"""They share a script and have no such prefixes."""

_Slots = tuple[tuple[tuple[str, int], ...], ...]
_HEBREW: Final[_Slots] = (
    (("ו", _SHORT_REST),),
    (("כש", _SHORT_REST), ("לכש", _SHORT_REST), ("ש", _LONG_REST)),
    (("ב", _SHORT_REST), ("ל", _SHORT_REST), ("כ", _LONG_REST), ("מ", _LONG_REST)),
    (("ה", _SHORT_REST),),
)
_ARABIC: Final[_Slots] = (
    (("و", _LONG_REST), ("ف", _LONG_REST)),
    (("لل", _SHORT_REST), ("ب", _LONG_REST), ("ل", _LONG_REST), ("ك", _LONG_REST)),
    (("ال", _SHORT_REST),),
)
"""Prefixes in the order in which they stand, and how many letters each must leave."""

_OWN_BEGINNINGS: Final = (
    "בגדי בדיק בטרי ביטו בירה בעיה בעיו בעית בקבוק בקשה בקשו בקשת ברכה בריכה ברירה ועדה ועדת ורוד "
    "ויזה וידאו ויטמינ וילונ ותיק כביס כדור כובע כיסא כניס כפפו כרטיס כתוב לבוש לבנה לחיצ לימו "
    "לקוח הארכ הבטח הגבל הגנה הדפס הובל הודע הוצא הוראו הורד הזמנ הזמינ החזר החלט החלפ הכנה הלווא "
    "המלצ המשכ הנחה הנחו הנחי הסבר הסכמ הספק הפסק הפעל הפרש הצהר הצלח הצעה הצעו הצעת הרשמ השווא "
    "השכר התאמ התחל התקנ מבחנ מברש מברק מגבת מגפי מגרס מדבר מדינ מדריכ מחלק מחשב מטרי מכונ מכיר "
    "מכתב מלחמ מנור מנעול מסגר מסיר מסמכ מספר מעטפ מערכ מפתח מצלמ מקלד משלוח משפח משקל משקפ משרד "
    "שאלו שביר שליח שמיכ שמיר שמלו שקיו שרשר "
    "بحير بدلات برنامج بريد بضاع بضائع بطاق بطاري بقال بنطلون بيانات لاصق لباس لوازم لوحات "
    "وجبات وحدات وساد وسائد وصفات وصلات وظيف وظائف وكال فاتور فساتين فستان فنجان فندق "
    "كتاب كتابه كراس كرتون كهرباء الكترون الماني التهاب"
)
"""How words begin whose first letter is their own, though what follows it may be a word, too."""
_OWN: Final = frozenset(_OWN_BEGINNINGS.split())
_OWN_CHARS: Final = max(map(len, _OWN))
_FINAL_LETTERS: Final = str.maketrans("ךםןףץ", "כמנפצ")


def without_clitics(folded: str, language: str) -> Iterator[str]:
    """What is left of a word after each prefix that it may have, the longest rest first."""
    first = folded[:1]
    if language in _OTHER_LANGUAGES:
        return
    slots: tuple[tuple[tuple[str, int], ...], ...]
    if "\u05d0" <= first <= "\u05ea":
        slots = _HEBREW
    elif "\u0621" <= first <= "\u064a":
        slots = _ARABIC
    else:
        return
    for slot in slots:
        rest = _without_one(folded, slot)
        if rest != folded:
            folded = rest
            yield folded


def _without_one(word: str, slot: tuple[tuple[str, int], ...]) -> str:
    if _begins_by_itself(word):
        return word
    for prefix, least in slot:
        if word.startswith(prefix) and len(word) - len(prefix) >= least:
            return word.removeprefix(prefix)
    return word


def _begins_by_itself(word: str) -> bool:
    plain = word.translate(_FINAL_LETTERS)
    return any(plain[:size] in _OWN for size in range(4, min(len(plain), _OWN_CHARS) + 1))

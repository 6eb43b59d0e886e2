"""Which language a text is written in: recognised offline, and only when it can be told.

A guess carries its probability. Callers say how sure they have to be: what is stored is better
left to the author's own language than guessed, while a search may well try two.
"""

from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from core.unicode import has_letter

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

OWN_NAMES: Final = MappingProxyType(
    {
        "ar": "العربية",
        "cs": "Čeština",
        "da": "Dansk",
        "de": "Deutsch",
        "el": "Ελληνικά",
        "en": "English",
        "es": "Español",
        "fi": "Suomi",
        "fr": "Français",
        "he": "עברית",
        "hi": "हिन्दी",
        "hu": "Magyar",
        "id": "Bahasa Indonesia",
        "it": "Italiano",
        "ja": "日本語",
        "jv": "Basa Jawa",
        "ko": "한국어",
        "nl": "Nederlands",
        "no": "Norsk",
        "pl": "Polski",
        "pt": "Português",
        "ro": "Română",
        "ru": "Русский",
        "sv": "Svenska",
        "th": "ไทย",
        "tr": "Türkçe",
        "uk": "Українська",
        "zh": "中文",
    }
)
"""The languages that are recognised, by the names that their speakers look for in a list."""

CERTAIN: Final = 0.6
MAX_CHARS: Final = 2_000
_EXPECTED_WEIGHT: Final = 3.0
_FOREIGN_LEAD: Final = 3.0
"""So many times as probable as any language above, another one is what a text is in."""
_VARIETIES: Final = MappingProxyType(
    {"ary": "ar", "arz": "ar", "ms": "id", "nn": "no", "wuu": "zh", "yue": "zh"}
)
"""What is written so much like a language above that it counts as that."""


class Guess(NamedTuple):
    """A language and how probable it is, from 0 to 1."""

    code: str
    probability: float


def guess_languages(text: str, *, expected: Sequence[str] = ()) -> list[Guess]:
    """The languages a text may be in, the likeliest first; none for a text without letters.

    There are none either for a text that is rather in a language that is not known here: the
    known one that looks least unlike it would be wrong. `expected` languages, say the author's
    own, are believed more readily: that decides between near relatives and in texts of a word
    or two.
    """
    text = text[:MAX_CHARS]
    if not has_letter(text):
        return []
    weights = dict.fromkeys(OWN_NAMES, 0.0)
    foreign = 0.0
    for label, probability in _identifier().rank(text.casefold()):
        code = _VARIETIES.get(label, label)
        if code in weights:
            weights[code] += probability * (_EXPECTED_WEIGHT if code in expected else 1.0)
        else:
            foreign = max(foreign, probability)
    total = sum(weights.values())
    if foreign >= _FOREIGN_LEAD * max(weights.values()):
        return []
    return sorted(
        (Guess(code, weight / total) for code, weight in weights.items()),
        key=lambda guess: -guess.probability,
    )


def detect_language(text: str, *, expected: Sequence[str] = ()) -> str:
    """The language of a text if it is certain, or ""."""
    guesses = guess_languages(text, expected=expected)
    return guesses[0].code if guesses and guesses[0].probability >= CERTAIN else ""


def prepare_detection() -> None:
    """Load the model now, so that the first text does not wait for it."""
    _identifier()


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    """The model with all of its languages, so that others are not taken for ours."""
    from py3langid.langid import (  # noqa: PLC0415 (most of a second, needed by few processes)
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""Which language a text is written in: recognised offline, and only when it can be told.

A guess carries its probability. Callers say how sure they have to be: what is stored is better
left to the author's own language than guessed, while a search may well try two.
"""

from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from accounts.unicode import has_letter

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


class Guess(NamedTuple):
    """A language and how probable it is, from 0 to 1."""

    code: str
    probability: float


def guess_languages(text: str, *, expected: Sequence[str] = ()) -> list[Guess]:
    """The languages a text may be in, the likeliest first; none for a text without letters.

    `expected` languages, say the author's own, are believed more readily: that decides between
    near relatives and in texts of a word or two.
    """
    text = text[:MAX_CHARS]
    if not has_letter(text):
        return []
    ranked: list[tuple[str, float]] = _identifier().rank(text.casefold())
    weighted = [
        Guess(code, probability * (_EXPECTED_WEIGHT if code in expected else 1.0))
        for code, probability in ranked
    ]
    total = sum(guess.probability for guess in weighted)
    return sorted(
        (Guess(code, weight / total) for code, weight in weighted),
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
    """The model with the columns of our languages only, which saves a quarter of its memory."""
    from py3langid.langid import (  # noqa: PLC0415 (most of a second, needed by few processes)
        MODEL_FILE,
        LanguageIdentifier,
    )

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(list(OWN_NAMES))
    return LanguageIdentifier(
        model.nb_ptc,
        model.nb_pc,
        model.nb_classes,
        model.tk_nextmove,
        model.tk_output,
        norm_probs=True,
        tk_row=model.tk_row,
    )

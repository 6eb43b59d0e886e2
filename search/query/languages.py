"""Which languages a query may be in, and which one its writer means."""

from functools import lru_cache
from typing import Final

from django.conf import settings

from community.text.language import CERTAIN, Guess, guess_languages
from core.languages import content_language
from search.text.languages import base_code

MAX_LANGUAGES: Final = 4
MAX_GUESSES: Final = 2
MIN_PROBABILITY: Final = 0.15
SURE: Final = 0.85


def query_languages(text: str, *, chosen: str = "") -> tuple[str, ...]:
    """The languages a query may be in: chosen, recognised, the reader's, the site's.

    The words of a query are looked for in the forms that they have in any of these. The site's
    languages are tried only where a query, say a single word, does not show which one it is in.
    """
    interface = _interface_language()
    guesses = _guesses(text, interface)[:MAX_GUESSES]
    certain = [guess.code for guess in guesses if guess.probability >= CERTAIN]
    likely = [guess.code for guess in guesses if guess.probability >= MIN_PROBABILITY]
    unsure = not guesses or guesses[0].probability < SURE
    site = [base_code(code) for code in settings.STOA_CONTENT_LANGUAGES] if unsure else []
    candidates = (chosen and base_code(chosen), *certain, interface, *likely, *site)
    return tuple(dict.fromkeys(code for code in candidates if code))[:MAX_LANGUAGES]


def spoken_language(text: str, *, chosen: str = "") -> str:
    """The language whose words a query may have been meant to have: its own, or the reader's."""
    if chosen:
        return base_code(chosen)
    interface = _interface_language()
    sure = (guess.code for guess in _guesses(text, interface) if guess.probability >= SURE)
    return next(sure, interface)


def _interface_language() -> str:
    return base_code(content_language())


@lru_cache(maxsize=256)
def _guesses(text: str, interface: str) -> list[Guess]:
    return guess_languages(text, expected=[interface])

"""Numbers of search that a site may change in its settings."""

from types import MappingProxyType
from typing import Final

from django.conf import settings

PAGE_SIZE: Final = 10
MAX_PAGE: Final = 20
SUGGESTIONS: Final = 8
SIMILAR: Final = 5
SIMILAR_ARTICLES: Final = 3
SIMILAR_MIN_CHARS: Final = 10
FEW_SUGGESTIONS: Final = 5
SEARCHED_MIN_CHARS: Final = 4
EXTRA_HITS: Final = 5
LOG_RETENTION_DAYS: Final = 365
LOG_MAX_ROWS: Final = 1_000_000
RULE_MAX_CHARS: Final = 400
SCAN_CHARS: Final = 6_000
"""As far as a text is searched for the passage to show."""

QUALITY: Final = MappingProxyType(
    {
        "article": 1.1,
        "verified": 1.1,
        "stale": 0.9,
        "solved": 1.2,
        "unanswered": 0.95,
        "closed": 0.9,
        "vote": 0.005,
    }
)
"""Factors on the score of a hit: they put near-ties in order and never bury a better text."""


def quality_factor(name: str) -> float:
    """The factor as set in STOA_SEARCH_QUALITY, or its default."""
    return float(settings.STOA_SEARCH_QUALITY.get(name, QUALITY[name]))

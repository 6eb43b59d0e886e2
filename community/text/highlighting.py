"""Colours for fenced code: Pygments classes, for languages that Pygments knows."""

import re
from functools import lru_cache
from typing import Final

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_FORMATTER: Final = HtmlFormatter(nowrap=True)
_LANGUAGE: Final = re.compile(r"[\w+#.-]{1,40}")
_MAX_HIGHLIGHTED_CHARS: Final = 20_000


@lru_cache(maxsize=64)
def _find_lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def highlight_code(code: str, language: str, attributes: str) -> str:
    """Return the code as HTML spans, or an empty string to have it escaped as it is."""
    if not _LANGUAGE.fullmatch(language) or len(code) > _MAX_HIGHLIGHTED_CHARS:
        return ""
    lexer = _find_lexer(language.lower())
    return "" if lexer is None else highlight(code, lexer, _FORMATTER)

"""Colouring of code blocks, with the style sheet classes that community posts use."""

from typing import Final

from django.utils.safestring import SafeString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

LANGUAGES: Final = [
    ("text", "Text"),
    ("bash", "Shell"),
    ("css", "CSS"),
    ("html", "HTML"),
    ("ini", "INI"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("php", "PHP"),
    ("python", "Python"),
    ("sql", "SQL"),
    ("xml", "XML"),
    ("yaml", "YAML"),
]
_NAMES: Final = frozenset(name for name, _ in LANGUAGES)
_ALIASES: Final = {"sh": "bash", "shell": "bash", "js": "javascript", "py": "python", "yml": "yaml"}


def known_language(name: str) -> str:
    """The name of a language on offer for what an author wrote after a code fence."""
    word = name.strip().split(" ")[0].lower()
    word = _ALIASES.get(word, word)
    return word if word in _NAMES else "text"


def highlight_code(code: str, language: str | None) -> SafeString:
    """Escaped and coloured HTML of some code, without a surrounding element."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    return SafeString(highlight(code, lexer, HtmlFormatter(nowrap=True)))

"""The rules in force: read once per process, and again after any process has changed one."""

import threading
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.conf import settings

from search.models import SwitchedOffSynonyms, SynonymRule, SynonymStamp
from search.synonyms.builtin import builtin_rules
from search.synonyms.expansion import SynonymSet
from search.synonyms.rules import Rule, RuleError, read_rule
from search.text.languages import base_code

MAX_RULES: Final = 1_000
VERSION_ROW: Final = 1

_loaded: tuple[uuid.UUID | None, SynonymSet] = (None, SynonymSet())
_loading = threading.Lock()


def active_synonyms() -> SynonymSet:
    """The rules in force; one small query tells whether what this process has is current."""
    global _loaded  # noqa: PLW0603 (what one process keeps)
    version = SynonymStamp.objects.filter(pk=VERSION_ROW).values_list("value", flat=True).first()
    if version is None:
        return _as_shipped()
    if _loaded[0] != version:
        with _loading:
            if _loaded[0] != version:
                _loaded = (version, SynonymSet([*saved_rules(), *wanted_builtin_rules()]))
    return _loaded[1]


@lru_cache(maxsize=1)
def _as_shipped() -> SynonymSet:
    """What is in force while no editor has changed anything."""
    return SynonymSet(rule.read() for rule in builtin_rules())


def wanted_builtin_rules() -> list[Rule]:
    """What comes with the product, without what editors have switched off."""
    off = set(SwitchedOffSynonyms.objects.values_list("key", flat=True))
    return [rule.read() for rule in builtin_rules() if rule.key not in off]


def saved_rules(*, without: int | None = None) -> list[Rule]:
    """All rules but one; what a later version of Stoa would not accept is left out."""
    rows = SynonymRule.objects.exclude(pk=without) if without else SynonymRule.objects.all()
    return list(_readable(rows[:MAX_RULES]))


def parse_rule(text: str, *, language: str) -> Rule:
    """Read a rule of a language ("" for all); RuleError says what is wrong with it."""
    languages = (language,) if language else settings.STOA_CONTENT_LANGUAGES
    return read_rule(text, language=language, analysed_as=tuple(map(base_code, languages)))


def _readable(rows: Iterable[SynonymRule]) -> Iterable[Rule]:
    for row in rows:
        try:
            yield parse_rule(row.text, language=row.language)
        except RuleError:
            continue

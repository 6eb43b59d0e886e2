"""The languages that articles may be in, and what they are called."""

from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core.languages import content_language


def enabled_languages() -> tuple[str, ...]:
    """The codes of the site's content languages, the first one first (`STOA_CONTENT_LANGUAGES`)."""
    return tuple(settings.STOA_CONTENT_LANGUAGES)


def default_language() -> str:
    return enabled_languages()[0]


def language_choices() -> list[tuple[str, Any]]:
    """Every language that a text may be in, the enabled ones first.

    A draft may be in any of them, so that nothing gets lost or mislabelled; only articles in
    enabled ones are published. A function, so that changing them needs no migration.
    """
    known = {code for code, about in LANG_INFO.items() if "name" in about}
    rest = sorted(known.union(settings.LANGUAGE_NAMES).difference(enabled_languages()))
    return [(code, language_name(code)) for code in (*enabled_languages(), *rest)]


def enabled_choices(*kept: str) -> list[tuple[str, Any]]:
    """The enabled languages, and those that something is in already."""
    codes = dict.fromkeys((*enabled_languages(), *filter(None, kept)))
    return [(code, language_name(code)) for code in codes]


def reader_language() -> str:
    """The language in which whoever reads now likes articles best."""
    return content_language()


def language_name(code: str) -> str:
    """What a language is called in the language of the page."""
    if code in settings.LANGUAGE_NAMES:
        return str(settings.LANGUAGE_NAMES[code])
    return _(LANG_INFO[code]["name"]) if "name" in LANG_INFO.get(code, {}) else code


def own_name(code: str) -> str:
    """What a language is called by those who speak it; for a choice of languages."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return language_name(code)


def why_not_enabled(code: str) -> str:
    """What to tell somebody whose text is in a language that the site does not have."""
    return _(
        "Articles here are in %(enabled)s. %(language)s is not enabled: keep this as a draft, or "
        "choose another language; an administrator adds languages in the setting "
        "STOA_CONTENT_LANGUAGES."
    ) % {
        "enabled": ", ".join(language_name(enabled) for enabled in enabled_languages()),
        "language": language_name(code),
    }

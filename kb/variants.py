"""Which country, model or platform a reader wants to read about.

The choice is a plain link with a query parameter; a cookie that reaches only the knowledge base
remembers it, so that the next article opens with it.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.unicode import slugify

COOKIE: Final = "stoa_variants"
COOKIE_PATH: Final = "/kb/"
COOKIE_SECONDS: Final = 365 * 24 * 60 * 60
CHOICE_MAX_LENGTH: Final = 60


class Aspect(models.TextChoices):
    """In what the variants of a text differ; each value is also the name of a parameter."""

    COUNTRY = "country", _("country")
    MODEL = "model", _("model")
    PLATFORM = "platform", _("platform")


def option_key(name: str) -> str:
    """How a variant is named in URLs."""
    return slugify(name, maximum=CHOICE_MAX_LENGTH)


def read_choices(request: HttpRequest) -> dict[str, str]:
    """What the reader chose, in this URL or before; an empty parameter takes a choice back."""
    given = dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:500]))
    given.update({name: request.GET[name] for name in Aspect.values if name in request.GET})
    choices = {name: option_key(given.get(name, "")) for name in Aspect.values}
    return {name: key for name, key in choices.items() if key}


def remember_choices(
    request: HttpRequest, response: HttpResponse, choices: Mapping[str, str]
) -> None:
    """Keep a choice made with this request for the next article."""
    if not any(name in request.GET for name in Aspect.values):
        return
    if choices:
        response.set_cookie(
            COOKIE,
            urlencode(choices),
            max_age=COOKIE_SECONDS,
            path=COOKIE_PATH,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")

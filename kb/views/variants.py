"""Which country, model or platform a reader wants to read about.

The choice is a plain link with a query parameter; a cookie that reaches only the knowledge base
remembers it, so that the next article opens with it.
"""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from kb.enums import Aspect
from kb.models import ArticlePage
from kb.models.serving import register_finisher
from kb.text.variants import option_key

COOKIE: Final = "stoa_variants"
COOKIE_PATH: Final = "/kb/"
COOKIE_SECONDS: Final = 365 * 24 * 60 * 60


def read_choices(request: HttpRequest) -> dict[str, str]:
    """What the reader chose, in this URL or before; an empty parameter takes a choice back."""
    given = dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:500]))
    given.update({name: request.GET[name] for name in Aspect.values if name in request.GET})
    choices = {name: option_key(given.get(name, "")) for name in Aspect.values}
    return {name: key for name, key in choices.items() if key}


def remember_choices(page: Page, request: HttpRequest, response: HttpResponse) -> None:
    """Keep a choice made on an article for the next one."""
    is_choice = any(name in request.GET for name in Aspect.values)
    if not (is_choice and isinstance(page, ArticlePage)):
        return
    if choices := read_choices(request):
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


register_finisher(remember_choices)

"""Texts of people who were not signed in when they sent them: kept until they are."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

SESSION_KEY: Final = "kept_texts"
TEXTS_MAX: Final = 5
FIELDS: Final = ("title", "body", "tags", "summary", "article", "version", "base")


def sign_in_first(request: HttpRequest, *, name: str, come_back_to: str) -> HttpResponse:
    """Keep what was typed under `name` and send the person to sign in, then back to the form."""
    texts: dict[str, Any] = request.session.get(SESSION_KEY, {})
    texts.pop(name, None)
    texts[name] = {field: request.POST[field] for field in FIELDS if request.POST.get(field)}
    while len(texts) > TEXTS_MAX:
        del texts[next(iter(texts))]
    request.session[SESSION_KEY] = texts
    messages.info(request, _("Sign in to post this. What you wrote is kept meanwhile."))
    return redirect_to_login(come_back_to)


def kept_text(request: HttpRequest, name: str) -> dict[str, str]:
    """Return what was kept under the name; touches no session of a reader who has none."""
    if not request.user.is_authenticated:
        return {}
    return dict(request.session.get(SESSION_KEY, {}).get(name, {}))


def kept_comment(request: HttpRequest) -> tuple[int, dict[str, str]] | None:
    """Return the post that a kept comment was for, and its text."""
    if not request.user.is_authenticated:
        return None
    for name, text in request.session.get(SESSION_KEY, {}).items():
        kind, _dash, pk = name.partition("-")
        if kind == "comment" and pk.isdecimal():
            return int(pk), dict(text)
    return None


def forget_text(request: HttpRequest, name: str) -> None:
    """Let go of a text that has been posted."""
    texts = request.session.get(SESSION_KEY, {})
    if name in texts:
        del texts[name]
        request.session[SESSION_KEY] = texts

"""Texts of people who were not signed in when they sent them: kept until they are."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from community.models.question import TITLE_MAX_LENGTH
from community.validation import BODY_MAX_LENGTH, SUMMARY_MAX_LENGTH
from core.errors import RateLimited
from core.field_names import KEPT_FIELDS, name_of_field
from core.numbers import parse_int
from core.rate_limits import check_rate, rate_key

SESSION_KEY: Final = "drafts"
KEPT_SECONDS: Final = 24 * 3600
"""How long a visitor's text waits for them to sign in."""

FIELDS: Final = {
    "title": TITLE_MAX_LENGTH,
    "body": BODY_MAX_LENGTH,
    "tags": 200,
    "summary": SUMMARY_MAX_LENGTH,
    "article": 20,
    "version": 20,
    "base": BODY_MAX_LENGTH,
    "language": 12,
    "language_base": 12,
}
"""What is kept, and how much of it at most: no more than could be posted."""


def sign_in_first(request: HttpRequest, *, name: str, come_back_to: str) -> HttpResponse:
    """Keep what was typed under `name` and send the person to sign in, then back to the form.

    One text for each visitor, and few a day for each network: strangers cannot fill the database.
    Who has sent too many gets the text back on a page, to copy it.
    """
    typed = {field: request.POST.get(field, "")[:most] for field, most in FIELDS.items()}
    text = {field: value for field, value in typed.items() if value}
    try:
        check_rate(actor_or_key=rate_key(request), action="keep_text")
    except RateLimited as refused:
        kept = [
            (field, name_of_field(field, request.path_info), value)
            for field, value in text.items()
            if field in KEPT_FIELDS
        ]
        context = {"kept": kept, "come_back_to": come_back_to}
        response = render(request, "community/sign_in_first.html", context, status=refused.status)
        response["Retry-After"] = str(refused.retry_after)
        return response
    request.session[SESSION_KEY] = {name: text}
    request.session.set_expiry(KEPT_SECONDS)
    messages.info(request, _("Sign in to post. Your text is saved."))
    return redirect_to_login(come_back_to)


def draft_of(request: HttpRequest, name: str) -> dict[str, str]:
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
        if kind == "comment" and (number := parse_int(pk, default=None)) is not None:
            return number, dict(text)
    return None


def discard_draft(request: HttpRequest, name: str) -> None:
    """Let go of a text that has been posted."""
    texts = request.session.get(SESSION_KEY, {})
    if name in texts:
        del texts[name]
        request.session[SESSION_KEY] = texts

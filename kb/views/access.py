"""What a reader gets who may not read a page: the sign-in, or an honest refusal."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import AuthenticationRequired, PermissionRefused
from kb.enums import Audience
from kb.models.audience_rows import requirements_of
from kb.models.audiences import Requirement, reader_context


class SignInToRead(AuthenticationRequired):
    """A visitor may not read this; a member perhaps may."""

    code = "sign_in_to_read"


class NotForYou(PermissionRefused):
    """A page that is for others than this member."""

    code = "not_for_you"
    template = "kb/not_for_you.html"


def require_reader(page: Any, request: HttpRequest) -> None:
    """Raise where the page is not for who asks, saying whom it is for and nothing else."""
    requirements = requirements_of([page])[page.pk]
    unmet = [one for one in requirements if not reader_context(request.user).meets(one)]
    if unmet:
        message = describe_audience(unmet)
        if not request.user.is_authenticated:
            raise SignInToRead(_with_way_in(message))
        raise NotForYou(message)


def refuse_reader(page: Any, request: HttpRequest) -> HttpResponse | None:
    """None for those the page is for; what it asks stays on the page for its template."""
    requirements = requirements_of([page])[page.pk]
    page.requirements = requirements
    unmet = [one for one in requirements if not reader_context(request.user).meets(one)]
    if not unmet:
        return None
    return refusal(request, describe_audience(unmet))


def refusal(request: HttpRequest, message: str) -> HttpResponse:
    """The sign-in with the reason, or the reason alone for who has signed in."""
    if not request.user.is_authenticated:
        messages.info(request, _with_way_in(message))
        return redirect_to_login(request.get_full_path())
    context = {"error": NotForYou(message)}
    response = render(request, NotForYou.template, context, status=NotForYou.status)
    response["Cache-Control"] = "no-store"
    return response


def _with_way_in(message: str) -> str:
    return f"{message} {_('Sign in, and it opens if you may read it.')}"


def describe_audience(requirements: Sequence[Requirement]) -> str:
    """What somebody has to be to read a page, which is not named; nothing where nothing is asked.

    Of several requirements the narrowest is told.
    """
    audiences = {one.audience for one in requirements}
    if Audience.GROUPS in audiences:
        return _("This page is for the members of certain groups.")
    if Audience.VERIFIED in audiences:
        return _("This page is for verified buyers: people who bought something in our shop.")
    return _("This page is for people who are signed in.") if audiences else ""

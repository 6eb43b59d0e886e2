"""Closing a question and opening it again."""

import re
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import permissions
from community.forms import CloseForm
from community.models import Question
from community.services.closing import close_question, reopen_question
from community.views.lookup import find_question
from core.http import MemberRequest

_URL_OR_NUMBER: Final = re.compile(r"(?:.*/questions/)?(\d{1,18})(?:/.*)?")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close_question_page(request: MemberRequest, pk: int, slug: str) -> HttpResponse:
    """Ask why, then close the question or count the member's vote to close it."""
    question = find_question(request.user, pk)
    permissions.check_can_close_question(request.user, question)
    if request.method != "POST":
        return _show(request, question, CloseForm())
    form = CloseForm(request.POST)
    closed = form.run(
        close_question,
        actor=request.user,
        question=question,
        duplicate_of=_find_original(request, request.POST.get("duplicate_of", "")),
    )
    if closed is None:
        return _show(request, question, form)
    if closed.is_closed:
        messages.success(request, _("The question is closed."))
    else:
        messages.info(request, _("Your vote to close the question is counted."))
    return redirect(closed)


def _find_original(request: MemberRequest, url: str) -> Question | None:
    match = _URL_OR_NUMBER.fullmatch(url.strip())
    if not match:
        return None
    return Question.objects.visible_to(request.user).filter(pk=int(match[1])).first()


def _show(request: MemberRequest, question: Question, form: CloseForm) -> HttpResponse:
    context = {"question": question, "form": form}
    return render(request, "community/question_close.html", context, status=form.status)


@require_POST
@login_required
def reopen_question_page(request: MemberRequest, pk: int, slug: str) -> HttpResponse:
    """Open a closed question again, or count the member's vote for that."""
    question = reopen_question(actor=request.user, question=find_question(request.user, pk))
    if question.is_closed:
        messages.info(request, _("Your vote to reopen the question is counted."))
    else:
        messages.success(request, _("The question is open again."))
    return redirect(question)

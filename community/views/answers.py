"""Answering and accepting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.forms import AnswerForm
from community.services.answers import post_answer
from community.services.solutions import accept_answer, unaccept_answer
from community.views.drafts import discard_draft, sign_in_first
from community.views.lookup import find_answer, find_question
from community.views.questions import answer_draft, show_thread
from community.views.refusals import refuse_beside
from core.http import MemberRequest


@require_http_methods(["GET", "POST"])
def send_answer(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Post an answer; what is wrong with it is said on the question's page."""
    question = find_question(request.user, pk)
    form_url = f"{question.get_absolute_url()}#your-answer"
    if request.method == "GET":
        return redirect(form_url)
    draft = answer_draft(question)
    if not request.user.is_authenticated:
        return sign_in_first(request, name=draft, come_back_to=form_url)
    form = AnswerForm(request.POST)
    answer = form.run(
        post_answer,
        actor=request.user,
        question=question,
    )
    if answer is None:
        return show_thread(request, question, answer_form=form, status=form.status)
    discard_draft(request, draft)
    if answer.is_visible:
        messages.success(request, _("Your answer is posted. Thank you."), extra_tags=draft)
    else:
        text = _("Thank you. Your answer appears when a moderator has seen it.")
        messages.info(request, text, extra_tags=draft)
    return redirect(answer)


@require_POST
@login_required
@refuse_beside("actions")
def toggle_accepted_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark an answer as the one that solved the question, or take the mark back."""
    answer = find_answer(request.user, pk)
    if request.POST.get("do") == "unaccept":
        unaccept_answer(actor=request.user, answer=answer)
        messages.info(request, _("The answer is no longer marked as accepted."))
    else:
        accept_answer(actor=request.user, answer=answer)
        messages.success(request, _("Marked as the solution. Thanks!"))
    return redirect(answer)

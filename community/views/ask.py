"""Asking: the form, what is similar already, and posting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.forms import AskForm
from community.models.question import TITLE_MAX_LENGTH
from community.services.questions import ask_question
from community.validation import check_question_text
from community.views.drafts import discard_draft, draft_of, sign_in_first
from core.errors import InvalidInput

DRAFT = "ask"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question_page(request: HttpRequest) -> HttpResponse:
    """Show the form to anybody; take a question from people who are signed in."""
    if request.method == "POST":
        return _receive(request)
    initial = {
        "title": request.GET.get("title", "")[:TITLE_MAX_LENGTH],
        "tags": request.GET.get("tag", "")[:TITLE_MAX_LENGTH],
        "article": request.GET.get("article", ""),
    }
    return _show(request, AskForm(initial=initial | draft_of(request, DRAFT)))


def _receive(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    if not request.user.is_authenticated:
        return _receive_from_visitor(request, form)
    if not request.POST.get("seen_similar") and (similar := _render_similar(request, form)):
        return _show(request, form, similar=similar)
    question = form.run(
        ask_question,
        actor=request.user,
    )
    if question is None:
        return _show(request, form)
    discard_draft(request, DRAFT)
    messages.success(request, _("Your question is posted."), extra_tags=DRAFT)
    return redirect(question)


def _receive_from_visitor(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Say what is wrong before anybody has to sign in for it."""
    try:
        check_question_text(**{name: form.cleaned_data[name] for name in ("title", "body", "tags")})
    except InvalidInput as error:
        form.refuse(error)
        return _show(request, form)
    return sign_in_first(request, name=DRAFT, come_back_to=request.path)


def _render_similar(request: HttpRequest, form: AskForm) -> str:
    """What the search has like it, as HTML; the template knows whom to ask, we do not."""
    values = {"title": form.cleaned_data["title"], "body": form.cleaned_data["body"]}
    html = render_to_string("community/partials/_similar_step.html", values, request)
    return html if html.strip() else ""


def _show(request: HttpRequest, form: AskForm, *, similar: str = "") -> HttpResponse:
    context = {"form": form, "similar": similar, "draft": DRAFT, "is_indexable": True}
    return render(request, "community/question_ask.html", context, status=form.status)

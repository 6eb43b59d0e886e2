"""Editing questions and answers."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from accounts.models import User
from community import permissions
from community.forms import AnswerEditForm, QuestionEditForm, TextForm
from community.models import Post
from community.services.answers import edit_answer
from community.services.questions import edit_question
from community.views.kept import forget_text, kept_text, sign_in_first
from community.views.lookup import find_answer, find_question_post


def _draft(post: Post) -> str:
    return f"edit-{post.pk}"


def _require_editor(request: HttpRequest, post: Post) -> User:
    """Return the reader if they may edit the post; refuse otherwise."""
    person = request.user
    permissions.require(
        permissions.can_edit_post(person, post), person, _("You may not edit this.")
    )
    return cast(User, person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question_page(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Change a question's title, text, tags and language."""
    post = find_question_post(request.user, pk)
    if request.method == "POST" and not request.user.is_authenticated:
        return sign_in_first(request, name=_draft(post), come_back_to=request.path)
    editor = _require_editor(request, post)
    question = post.question
    if request.method != "POST":
        initial = {
            "title": question.title,
            "body": post.body_markdown,
            "tags": ", ".join(question.tags.names()),
            "language": question.language,
        }
        initial |= kept_text(request, _draft(post))
        return _show(request, post, QuestionEditForm(initial=initial))
    form = QuestionEditForm(request.POST)
    if not form.is_valid():
        return _show(request, post, form, status=422)
    names = ("title", "body", "tags", "language", "summary")
    fields = {name: form.cleaned_data[name] for name in names}
    try:
        question = edit_question(actor=editor, question=question, **fields)
    except DomainError as error:
        form.add_domain_error(error)
        return _show(request, post, form, status=error.status)
    return _done(request, post, question.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer's text."""
    answer = find_answer(request.user, pk)
    if request.method == "POST" and not request.user.is_authenticated:
        return sign_in_first(request, name=_draft(answer), come_back_to=request.path)
    editor = _require_editor(request, answer)
    if request.method != "POST":
        initial = {"body": answer.body_markdown} | kept_text(request, _draft(answer))
        return _show(request, answer, AnswerEditForm(initial=initial))
    form = AnswerEditForm(request.POST)
    if not form.is_valid():
        return _show(request, answer, form, status=422)
    fields = {name: form.cleaned_data[name] for name in ("body", "summary")}
    try:
        edit_answer(actor=editor, answer=answer, **fields)
    except DomainError as error:
        form.add_domain_error(error)
        return _show(request, answer, form, status=error.status)
    return _done(request, answer, answer.get_absolute_url())


def _done(request: HttpRequest, post: Post, url: str) -> HttpResponse:
    forget_text(request, _draft(post))
    messages.success(request, _("Saved. The former version is kept."), extra_tags=_draft(post))
    return redirect(url)


def _show(request: HttpRequest, post: Post, form: TextForm, *, status: int = 200) -> HttpResponse:
    context = {"post": post, "question": post.question, "form": form, "draft": _draft(post)}
    return render(request, "community/post_edit.html", context, status=status)

"""Editing questions and answers."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from community import permissions
from community.forms import AnswerEditForm, QuestionEditForm, TextForm
from community.models import Post
from community.services.answers import edit_answer
from community.services.questions import edit_question
from community.services.versions import EditConflict, current_text
from community.views.drafts import discard_draft, draft_of, sign_in_first
from community.views.lookup import find_answer, find_question_post
from community.views.merging import FieldMerge, merge_form


def _draft(post: Post) -> str:
    return f"edit-{post.pk}"


def _require_editor(request: HttpRequest, post: Post) -> User:
    """Return the reader if they may edit the post; refuse otherwise."""
    person = request.user
    permissions.check_can_edit_post(person, post)
    return cast(User, person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question_page(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Change a question's title, text, tags and language."""
    post = find_question_post(request.user, pk)
    return _edit(request, post, QuestionEditForm, _save_question)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer's text."""
    return _edit(request, find_answer(request.user, pk), AnswerEditForm, _save_answer)


def _save_question(editor: User, post: Post, **fields: Any) -> str:
    question = edit_question(actor=editor, question=post.question, **fields)
    return question.get_absolute_url()


def _save_answer(editor: User, post: Post, **fields: Any) -> str:
    return edit_answer(actor=editor, answer=post, **fields).get_absolute_url()


def _edit(
    request: HttpRequest,
    post: Post,
    form_class: type[QuestionEditForm | AnswerEditForm],
    save: Callable[..., str],
) -> HttpResponse:
    """Show the form, or save what it holds: in place of the version that it began from."""
    draft = _draft(post)
    if request.method == "POST" and not request.user.is_authenticated:
        return sign_in_first(request, name=draft, come_back_to=request.path)
    editor = _require_editor(request, post)
    if request.method != "POST":
        current = _values(current_text(post)) | {"version": str(post.revision_count)}
        initial = current | draft_of(request, draft)
        return _show(request, post, form_class(initial=initial))
    form = form_class(request.POST)
    url = form.run(save, editor=editor, post=post)
    if isinstance(form.refusal, EditConflict):
        return _show_merge(request, post, form, form.refusal)
    if url is None:
        return _show(request, post, form)
    discard_draft(request, draft)
    messages.success(request, _("Saved. The former version is kept."), extra_tags=draft)
    return redirect(url)


def _show_merge(
    request: HttpRequest, post: Post, form: TextForm, error: EditConflict
) -> HttpResponse:
    """The form with both edits in it, and what is there now as its beginning."""
    current = _values(error.details["current"])
    current.pop("version")
    mark = {"version": str(error.revision), "language_base": current.get("language", "")}
    base = _begun_from(post, form.cleaned_data["version"])
    if (begun_in := form.cleaned_data.get("language_base")) is not None:
        base["language"] = begun_in
    form, merge = merge_form(form, error, base=base, current=current, mark=mark)
    return _show(request, post, form, merge=merge)


def _begun_from(post: Post, version: int | None) -> dict[str, str]:
    """What the fields held in a former version; nothing where there was none."""
    revision = post.revisions.filter(number=version).first() if version else None
    if revision is None:
        return {}
    base = {"body": revision.body_markdown}
    if post.is_question:
        base |= {"title": revision.title, "tags": ", ".join(sorted(revision.tag_names))}
    return base


def _values(text: dict[str, Any]) -> dict[str, str]:
    """A text as the fields of a form hold it."""
    values = {name: str(value) for name, value in text.items() if name != "tags"}
    if "language" in values:
        values["language_base"] = values["language"]
    return values | {"tags": ", ".join(text["tags"])} if "tags" in text else values


def _show(
    request: HttpRequest,
    post: Post,
    form: TextForm,
    *,
    merge: list[FieldMerge] | None = None,
) -> HttpResponse:
    context = {
        "post": post,
        "question": post.question,
        "form": form,
        "draft": _draft(post),
        "merge": merge,
        "can_make_wiki": permissions.can_make_wiki(request.user, post),
        "can_end_wiki": permissions.can_end_wiki(request.user, post),
    }
    return render(request, "community/post_edit.html", context, status=form.status)

"""Former versions of a post: what changed, and going back."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community import permissions
from community.enums import RevisionKind
from community.models import Post, Revision
from community.services.answers import edit_answer
from community.services.questions import edit_question
from community.text import DiffLine, diff_lines
from community.views.lookup import find_post, find_question_post
from core.http import MemberRequest
from core.numbers import parse_int

VERSIONS_MAX = 50


@dataclass(frozen=True)
class Version:
    """A revision beside what it changed in the one before it."""

    revision: Revision
    title_lines: list[DiffLine]
    tag_lines: list[DiffLine]
    body_lines: list[DiffLine]
    is_current: bool


@require_safe
def show_question_history(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show every version of a question."""
    return _show(request, find_question_post(request.user, pk))


@require_safe
def show_post_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every version of a post."""
    return _show(request, find_post(request.user, pk))


def _show(request: HttpRequest, post: Post) -> HttpResponse:
    context = {
        "post": post,
        "question": post.question,
        "versions": _compare(post),
        "can_edit": permissions.can_edit_post(request.user, post),
        "can_undelete": permissions.can_undelete_post(request.user, post),
    }
    return render(request, "community/post_history.html", context)


def _compare(post: Post) -> list[Version]:
    """The latest versions, newest first, each compared with the one before."""
    newest = post.revisions.select_related("author").order_by("-number")[: VERSIONS_MAX + 1]
    revisions: list[Revision | None] = [*newest]
    pairs = zip(revisions, [*revisions[1:], None], strict=True)
    return [_version(new, old, post) for new, old in pairs if new is not None][:VERSIONS_MAX]


def _version(new: Revision, old: Revision | None, post: Post) -> Version:
    return Version(
        revision=new,
        title_lines=_changes(old.title if old else "", new.title),
        tag_lines=_changes(", ".join(old.tag_names) if old else "", ", ".join(new.tag_names)),
        body_lines=diff_lines(old.body_markdown if old else "", new.body_markdown),
        is_current=new.number == post.revision_count,
    )


def _changes(old: str, new: str) -> list[DiffLine]:
    return diff_lines(old, new) if old != new else []


@require_POST
@login_required
def restore_version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Make a former version the current one, as a new revision."""
    post = find_post(request.user, pk)
    revision = get_object_or_404(post.revisions, number=number)
    summary = _("Back to version %(number)d") % {"number": number}
    version = parse_int(request.POST.get("version", ""), default=None)
    if post.is_question:
        edit_question(
            actor=request.user,
            question=post.question,
            title=revision.title,
            body=revision.body_markdown,
            tags=revision.tag_names,
            summary=summary,
            kind=RevisionKind.ROLLBACK,
            version=version,
        )
    else:
        edit_answer(
            actor=request.user,
            answer=post,
            body=revision.body_markdown,
            summary=summary,
            kind=RevisionKind.ROLLBACK,
            version=version,
        )
    messages.success(request, _("Version %(number)d is back.") % {"number": number})
    return redirect("community:post-history", pk=post.pk)

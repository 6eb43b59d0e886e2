"""Reporting a post or a comment."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from community.models import Comment, Post
from core.errors import DomainError, NotFound
from moderation.content import Target, target_of
from moderation.forms import FlagForm
from moderation.models import Flag
from moderation.permissions import check_can_flag
from moderation.services import flag_comment, flag_post

Sender = Callable[[str, str], Flag]


@login_required
@require_http_methods(["GET", "POST"])
def flag_a_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Report a question or an answer."""
    actor = cast("User", request.user)
    posts = Post.objects.visible_to(actor).select_related("question", "author")
    post = get_object_or_404(posts, pk=post_id)
    return _flag(
        request,
        target_of(post),
        lambda reason, note: flag_post(actor=actor, post=post, reason=reason, note=note),
    )


@login_required
@require_http_methods(["GET", "POST"])
def flag_a_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Report a comment."""
    actor = cast("User", request.user)
    comments = Comment.objects.visible_to(actor).select_related("post__question", "author")
    comment = get_object_or_404(comments, pk=comment_id)
    return _flag(
        request,
        target_of(comment.post, comment),
        lambda reason, note: flag_comment(actor=actor, comment=comment, reason=reason, note=note),
    )


def _flag(request: HttpRequest, target: Target, send: Sender) -> HttpResponse:
    check_can_flag(request.user)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send(form.cleaned_data["reason"], form.cleaned_data["note"])
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. A moderator will look at it."))
            return redirect(target.post.get_absolute_url())
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"form": form, "target": target}
    return render(request, "moderation/flag.html", context, status=status)

"""Reporting a post or a comment."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.models import Comment, Post
from core.errors import NotFound
from core.http import MemberRequest
from moderation.forms import FlagForm
from moderation.models import Flag
from moderation.permissions import check_can_flag
from moderation.services import flag_comment, flag_post
from moderation.targets import Target, target_of

Sender = Callable[..., Flag]


@login_required
@require_http_methods(["GET", "POST"])
def flag_post_page(request: MemberRequest, post_id: int) -> HttpResponse:
    """Report a question or an answer."""
    actor = request.user
    posts = Post.objects.visible_to(actor).select_related("question", "author")
    post = get_object_or_404(posts, pk=post_id)
    return _flag(
        request,
        target_of(post),
        partial(flag_post, actor=actor, post=post),
    )


@login_required
@require_http_methods(["GET", "POST"])
def flag_comment_page(request: MemberRequest, comment_id: int) -> HttpResponse:
    """Report a comment."""
    actor = request.user
    comments = Comment.objects.visible_to(actor).select_related("post__question", "author")
    comment = get_object_or_404(comments, pk=comment_id)
    return _flag(
        request,
        target_of(comment.post, comment),
        partial(flag_comment, actor=actor, comment=comment),
    )


def _flag(request: MemberRequest, target: Target, send: Sender) -> HttpResponse:
    check_can_flag(request.user)
    form = FlagForm(request.POST or None)
    if form.run(send):
        messages.success(request, _("Thank you. A moderator will look at it."))
        return redirect(target.post.get_absolute_url())
    if isinstance(form.refusal, NotFound):
        raise form.refusal
    context = {"form": form, "target": target}
    return render(request, "moderation/flag.html", context, status=form.status)

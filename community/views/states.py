"""Deleting a post and taking that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.services.states import delete_post, undelete_post
from community.views.lookup import find_post
from community.views.requests import MemberRequest


@require_POST
@login_required
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a post; afterwards its author sees how to take that back."""
    post = delete_post(
        actor=request.user, post=find_post(request.user, pk), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Deleted. You can take that back."))
    return redirect("community:post-history", pk=post.pk)


@require_POST
@login_required
def undelete(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a deleted post again."""
    post = undelete_post(actor=request.user, post=find_post(request.user, pk))
    messages.success(request, _("Restored."))
    return redirect(post)

"""Deleting a post and taking that back."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from community import permissions
from community.enums import PostState
from community.services.states import delete_post, undelete_post
from community.services.wiki import set_wiki
from community.views.lookup import find_post
from community.views.refusals import refuse_beside
from core.http import MemberRequest
from core.notices import undo_tag

RESTORED: Final = {
    PostState.VISIBLE: gettext_lazy("Restored."),
    PostState.HIDDEN: gettext_lazy("Restored. It is still hidden by a moderator."),
    PostState.PENDING: gettext_lazy("Restored. It still waits for a moderator to approve it."),
}


@require_POST
@login_required
@refuse_beside("actions")
def delete_post_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a post and lead back to where it was, with the way to take that back."""
    post = delete_post(
        actor=request.user, post=find_post(request.user, pk), reason=request.POST.get("reason", "")
    )
    undo = undo_tag(reverse("community:post-undelete", args=[post.pk]))
    messages.success(request, _("Deleted."), extra_tags=undo)
    if post.is_question and not permissions.can_see_post(request.user, post):
        return redirect("community:question-list")
    return redirect(post.question)


@require_POST
@login_required
@refuse_beside("actions")
def restore_post_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a deletion back; a post that was not public before is not public now."""
    post = undelete_post(actor=request.user, post=find_post(request.user, pk))
    messages.success(request, RESTORED[PostState(post.state)])
    return redirect(post)


@require_POST
@login_required
@refuse_beside("actions")
def toggle_wiki(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a post to the community, or back to its author."""
    is_wiki = request.POST.get("do") != "end"
    post = set_wiki(actor=request.user, post=find_post(request.user, pk), is_wiki=is_wiki)
    messages.success(
        request,
        _("Others may edit this now.") if is_wiki else _("Only its author may edit this now."),
    )
    return redirect(post)

"""The forms of votes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from community import permissions
from community.selectors.detail import get_vote_hints
from community.services.votes import cast_vote
from community.views.lookup import find_post
from community.views.refusals import refuse_beside
from core.errors import InvalidInput
from core.http import MemberRequest


@require_POST
@login_required
@refuse_beside("vote")
def vote_on_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Set the reader's vote; htmx gets the control again, others the page."""
    value = _read_value(request.POST.get("value", ""))
    reader = request.user
    post = cast_vote(actor=reader, post=find_post(reader, pk), value=value)
    if not request.htmx:
        return redirect(post)
    context = {
        "post": post,
        "my_vote": value,
        "can_vote_up": permissions.can_vote_on_post(reader, post, 1),
        "can_vote_down": permissions.can_vote_on_post(reader, post, -1),
        "hints": get_vote_hints(reader),
        "announce": True,
    }
    return render(request, "community/partials/_vote.html", context)


def _read_value(text: str) -> int:
    if text not in {"1", "-1", "0"}:
        raise InvalidInput
    return int(text)

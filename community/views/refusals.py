"""Saying no beside the control that somebody used, on the page they were on."""

from collections.abc import Callable
from functools import wraps
from typing import Literal

from django.http import HttpResponse

from community.models import Post
from community.views.lookup import find_post
from community.views.post_fragments import Refusal
from community.views.questions import show_thread
from core.errors import AuthenticationRequired, DomainError, NotFound, RateLimited
from core.http import MemberRequest

Action = Callable[[MemberRequest, int], HttpResponse]


def refuse_beside(control: Literal["vote", "actions"]) -> Callable[[Action], Action]:
    """Show the thread again, with what was refused beside the post's control.

    For actions of one button, which lose nothing that was written. htmx gets the bare message,
    and its module places it beside the button.
    """

    def decorate(view: Action) -> Action:
        @wraps(view)
        def act(request: MemberRequest, pk: int) -> HttpResponse:
            try:
                return view(request, pk)
            except (AuthenticationRequired, NotFound):
                raise
            except DomainError as error:
                if request.htmx:
                    raise
                return _show(request, find_post(request.user, pk), control, error)

        return act

    return decorate


def _show(
    request: MemberRequest, post: Post, control: Literal["vote", "actions"], error: DomainError
) -> HttpResponse:
    refusal = Refusal(post_id=post.pk, control=control, text=str(error))
    response = show_thread(request, post.question, refusal=refusal, status=error.status)
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after)
    return response

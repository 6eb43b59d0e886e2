"""The moderation queue and what can be done from it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import InvalidInput, NotFound, PermissionRefused
from accounts.models import User
from community.models import Post
from community.services import closing, states
from moderation import permissions
from moderation.forms import ActionForm, ApprovalForm, DecisionForm
from moderation.selectors.queue import Show, get_item, get_queue
from moderation.services import (
    approve_pending,
    claim_post,
    reject_pending,
    release_post,
    resolve_flags,
)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

TABS: Final = ("all", "reports", "pending")


def moderators_only(view: View[P]) -> View[P]:
    """Sign-in first, then a plain refusal for those who may not see the queue."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not permissions.can_view_queue(request.user):
            raise PermissionRefused(_("This page is for moderators."))
        return view(request, *args, **kwargs)

    return cast("View[P]", checked)


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)


@require_safe
@moderators_only
def queue(request: HttpRequest) -> HttpResponse:
    """All that waits for a moderator."""
    show = request.GET.get("show", "all")
    show = show if show in TABS else "all"
    number = request.GET.get("page", "1")
    page = get_queue(show=cast("Show", show), page=int(number) if number.isdecimal() else 1)
    return render(request, "moderation/queue.html", {"queue": page, "show": show})


@require_safe
@moderators_only
def item(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post with its reports, history and what a moderator can do."""
    found = get_item(post_id)
    if found is None:
        raise NotFound
    return render(request, "moderation/item.html", {"item": found, "form": ActionForm()})


@require_POST
@moderators_only
def resolve(request: HttpRequest, kind: str, public_id: int) -> HttpResponse:
    """Decide on the open reports of one text."""
    sent = _valid(DecisionForm(request.POST))
    target = resolve_flags(
        actor=_actor(request),
        kind=kind,
        public_id=public_id,
        decision=sent["decision"],
        note=sent["note"],
    )
    return _answer(request, target.post.pk, _("The reports are closed."))


@require_POST
@moderators_only
def review(request: HttpRequest, kind: str, public_id: int) -> HttpResponse:
    """Publish or reject a text that waits for approval."""
    sent = _valid(ApprovalForm(request.POST))
    decide = approve_pending if sent["decision"] == "approve" else reject_pending
    target = decide(actor=_actor(request), kind=kind, public_id=public_id, note=sent["note"])
    done = _("Published.") if sent["decision"] == "approve" else _("Rejected.")
    return _answer(request, target.post.pk, done)


def _hide(actor: User, post: Post, note: str) -> str:
    states.hide_post(actor=actor, post=post, reason=note)
    return _("The post is hidden.")


def _restore(actor: User, post: Post, note: str) -> str:
    states.restore_post(actor=actor, post=post, reason=note)
    return _("The post is visible again.")


def _lock(actor: User, post: Post, note: str) -> str:
    closing.lock_question(actor=actor, question=post.question, reason=note)
    return _("The question is locked.")


def _unlock(actor: User, post: Post, _note: str) -> str:
    closing.unlock_question(actor=actor, question=post.question)
    return _("The question is unlocked.")


ACTIONS: Final[dict[str, Callable[[User, Post, str], str]]] = {
    "hide": _hide,
    "restore": _restore,
    "lock": _lock,
    "unlock": _unlock,
}


@require_POST
@moderators_only
def act(request: HttpRequest, post_id: int) -> HttpResponse:
    """Hide, restore, lock or unlock without a report."""
    post = get_object_or_404(Post.objects.select_related("question"), pk=post_id)
    form = ActionForm(request.POST)
    if not form.is_valid():
        context = {"item": get_item(post_id), "form": form}
        return render(request, "moderation/item.html", context, status=422)
    sent = form.cleaned_data
    messages.success(request, ACTIONS[sent["action"]](_actor(request), post, sent["note"]))
    return redirect("moderation:item", post_id=post_id)


@require_POST
@moderators_only
def claim(request: HttpRequest, post_id: int) -> HttpResponse:
    """Take an item for ten minutes."""
    post = get_object_or_404(Post, pk=post_id)
    claim_post(actor=_actor(request), post=post)
    return _answer(request, post_id, _("It is yours for ten minutes."))


@require_POST
@moderators_only
def release(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give an item back."""
    post = get_object_or_404(Post, pk=post_id)
    release_post(actor=_actor(request), post=post)
    return _answer(request, post_id, _("It is free for others again."))


def _valid(form: forms.Form) -> dict[str, str]:
    if not form.is_valid():
        raise InvalidInput(
            fields={name: [str(e) for e in errors] for name, errors in form.errors.items()}
        )
    return form.cleaned_data


def _answer(request: HttpRequest, post_id: int, message: str) -> HttpResponse:
    """The item as it is now for htmx; for a plain form, the queue with a message."""
    if not getattr(request, "htmx", False):
        messages.success(request, message)
        return redirect("moderation:queue")
    context = {"item": get_item(post_id), "outcome": message}
    return render(request, "moderation/partials/_item.html", context)

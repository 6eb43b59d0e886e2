"""The moderation queue and what can be done from it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from community.models import Post
from community.services import closing, states
from core.errors import InvalidInput, NotFound
from core.http import MemberRequest, read_int
from moderation import permissions
from moderation.forms import ActionForm, ApprovalForm, DecisionForm
from moderation.selectors.queue import (
    QueueItem,
    Show,
    count_queue,
    get_item,
    get_queue,
    list_hidden_comments,
)
from moderation.services import (
    approve_pending,
    claim_post,
    hide_by_hand,
    reject_pending,
    release_post,
    resolve_flags,
)
from moderation.targets import Target, target_of

P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponse]

TABS: Final = ("all", "reports", "pending")


def moderators_only(view: View[P]) -> View[P]:
    """Sign-in first, then a plain refusal for those who may not see the queue."""

    @login_required
    @wraps(view)
    def checked(request: MemberRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        permissions.check_can_view_queue(request.user)
        return view(request, *args, **kwargs)

    return cast("View[P]", checked)


@require_safe
@moderators_only
def show_queue(request: MemberRequest) -> HttpResponse:
    """All that waits for a moderator."""
    show = request.GET.get("show", "all")
    show = show if show in TABS else "all"
    page = get_queue(show=cast("Show", show), page=read_int(request, "page", default=1))
    return render(request, "moderation/queue.html", {"queue": page, "show": show})


@require_safe
@moderators_only
def show_queue_item(request: MemberRequest, post_id: int) -> HttpResponse:
    """One post with its reports, history and what a moderator can do."""
    found = get_item(post_id)
    if found is None:
        raise NotFound
    return _show_item(request, found, ActionForm())


def _show_item(
    request: MemberRequest, found: QueueItem, form: ActionForm, *, status: int = 200
) -> HttpResponse:
    context = {"item": found, "form": form, "hidden_comments": list_hidden_comments(found.post.pk)}
    return render(request, "moderation/item.html", context, status=status)


@require_POST
@moderators_only
def resolve_flags_page(request: MemberRequest, kind: str, public_id: int) -> HttpResponse:
    """Decide on the open reports of one text."""
    sent = _valid(DecisionForm(request.POST))
    target = resolve_flags(
        actor=request.user,
        kind=kind,
        public_id=public_id,
        decision=sent["decision"],
        note=sent["note"],
    )
    return _answer(request, target.post.pk, _("The reports are closed."), decided=target)


@require_POST
@moderators_only
def review_post_page(request: MemberRequest, kind: str, public_id: int) -> HttpResponse:
    """Publish or reject a text that waits for approval."""
    sent = _valid(ApprovalForm(request.POST))
    actor, note = request.user, sent["note"]
    if sent["decision"] == "approve":
        target = approve_pending(actor=actor, kind=kind, public_id=public_id, note=note)
        return _answer(request, target.post.pk, _("Published."), decided=target)
    target = reject_pending(
        actor=actor, kind=kind, public_id=public_id, reason=sent["reason"], note=note
    )
    return _answer(request, target.post.pk, _("Rejected."), decided=target)


def _hide(actor: User, post: Post, reason: str, note: str) -> str:
    target = target_of(post)
    hide_by_hand(
        actor=actor,
        kind=target.kind.name,
        public_id=target.public_id,
        reason=reason,
        note=note,
    )
    return _("The post is hidden.")


def _restore(actor: User, post: Post, _reason: str, note: str) -> str:
    states.restore_post(actor=actor, post=post, reason=note)
    return _("The post is visible again.")


def _lock(actor: User, post: Post, _reason: str, note: str) -> str:
    closing.lock_question(actor=actor, question=post.question, reason=note)
    return _("The question is locked.")


def _unlock(actor: User, post: Post, _reason: str, _note: str) -> str:
    closing.unlock_question(actor=actor, question=post.question)
    return _("The question is unlocked.")


ACTIONS: Final[dict[str, Callable[[User, Post, str, str], str]]] = {
    "hide": _hide,
    "restore": _restore,
    "lock": _lock,
    "unlock": _unlock,
}


@require_POST
@moderators_only
def act_on_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """Hide, restore, lock or unlock without a report."""
    post = get_object_or_404(Post.objects.select_related("question"), pk=post_id)
    form = ActionForm(request.POST)
    if not form.is_valid():
        found = get_item(post_id)
        if found is None:
            raise NotFound
        return _show_item(request, found, form, status=422)
    sent = form.cleaned_data
    act_on = ACTIONS[sent["action"]]
    messages.success(request, act_on(request.user, post, sent["reason"], sent["note"]))
    return redirect("moderation:item", post_id=post_id)


@require_POST
@moderators_only
def claim_post_page(request: MemberRequest, post_id: int) -> HttpResponse:
    """Take an item for ten minutes."""
    post = get_object_or_404(Post, pk=post_id)
    claim_post(actor=request.user, post=post)
    return _answer(request, post_id, _("It is reserved for you for ten minutes."))


@require_POST
@moderators_only
def release_post_page(request: MemberRequest, post_id: int) -> HttpResponse:
    """Give an item back."""
    post = get_object_or_404(Post, pk=post_id)
    release_post(actor=request.user, post=post)
    return _answer(request, post_id, _("It is free for others again."))


def _valid(form: forms.Form) -> dict[str, str]:
    if not form.is_valid():
        raise InvalidInput(
            fields={name: [str(e) for e in errors] for name, errors in form.errors.items()}
        )
    return form.cleaned_data


def _answer(
    request: MemberRequest, post_id: int, message: str, *, decided: Target | None = None
) -> HttpResponse:
    """The item and all counts as they are now for htmx; for a plain form, the queue."""
    if not getattr(request, "htmx", False):
        messages.success(request, message)
        return redirect("moderation:queue")
    context = {
        "item": get_item(post_id),
        "outcome": message,
        "decided": decided,
        "counts": count_queue(),
        "is_queue": _is_on_queue(request),
    }
    return render(request, "moderation/partials/_acted.html", context)


def _is_on_queue(request: MemberRequest) -> bool:
    """Whether the act was sent from the queue, whose tabs count."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == reverse("moderation:queue")

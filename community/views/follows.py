"""Following questions and tags."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from community.services.follows import (
    follow_question,
    follow_tag,
    unfollow_question,
    unfollow_tag,
)
from community.views.lookup import find_question, find_tag
from core.http import MemberRequest

UNFOLLOW = "unfollow"


@require_POST
@login_required
def toggle_question_follow(request: MemberRequest, pk: int, slug: str) -> HttpResponse:
    """Follow a question, or stop; htmx gets the button again."""
    question = find_question(request.user, pk)
    follows = request.POST.get("do") != UNFOLLOW
    change = follow_question if follows else unfollow_question
    change(actor=request.user, question=question)
    if not request.htmx:
        return redirect(question)
    url = reverse("community:question-follow", args=[pk, slug])
    return _button(request, url=url, follows=follows)


@require_POST
@login_required
def toggle_tag_follow(request: MemberRequest, slug: str) -> HttpResponse:
    """Follow a tag, or stop; htmx gets the button again."""
    tag = find_tag(slug)
    follows = request.POST.get("do") != UNFOLLOW
    change = follow_tag if follows else unfollow_tag
    change(actor=request.user, tag=tag)
    if not request.htmx:
        return redirect(tag)
    return _button(request, url=reverse("community:tag-follow", args=[slug]), follows=follows)


def _button(request: MemberRequest, *, url: str, follows: bool) -> HttpResponse:
    context = {"follow_url": url, "follows": follows, "announce": True}
    return render(request, "community/partials/_follow.html", context)

"""Pages and forms of comments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from community import permissions
from community.forms import CommentEditForm, CommentForm, TextForm
from community.models import Comment, Post
from community.selectors.posts import list_comments
from community.services.comments import delete_comment, edit_comment, post_comment
from community.services.versions import EditConflict
from community.views.drafts import discard_draft, sign_in_first
from community.views.lookup import find_comment, find_post
from community.views.merging import FieldMerge, merge_form
from community.views.questions import show_thread
from core.errors import AuthenticationRequired
from core.http import MemberRequest, SiteRequest


@require_POST
def send_comment(request: SiteRequest, pk: int) -> HttpResponse:
    """Comment on a post; htmx gets its comments again, others the page."""
    post = find_post(request.user, pk)
    draft = f"comment-{post.pk}"
    if not request.user.is_authenticated:
        if request.htmx:
            raise AuthenticationRequired
        return sign_in_first(request, name=draft, come_back_to=post.get_absolute_url())
    form = CommentForm(request.POST)
    comment = form.run(
        post_comment,
        actor=request.user,
        post=post,
    )
    if comment is None:
        return _refuse(request, post, form)
    discard_draft(request, draft)
    if request.htmx:
        return _render_comments(request, post, announce=True)
    if comment.state != "visible":
        messages.info(request, _("Your comment appears when a moderator has seen it."))
    return redirect(comment)


def _refuse(request: SiteRequest, post: Post, form: CommentForm) -> HttpResponse:
    if not request.htmx:
        return show_thread(
            request, post.question, comment_form=form, comment_on=post.pk, status=form.status
        )
    response = _render_comments(request, post, form=form)
    return reswap(retarget(response, f"#comments-{post.pk}"), "outerHTML")


def _render_comments(
    request: SiteRequest,
    post: Post,
    *,
    form: CommentForm | None = None,
    announce: bool = False,
) -> HttpResponse:
    context = {
        "post": post,
        "comments": list_comments(post=post, reader=request.user),
        "can_comment": permissions.can_comment_on_post(request.user, post),
        "comment_form": form,
        "show_all": True,
        "announce": announce,
    }
    status = form.status if form else 200
    return render(request, "community/partials/_comments.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_comment_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a comment on a page of its own."""
    comment = find_comment(request.user, pk)
    permissions.check_can_edit_comment(request.user, comment)
    if request.method != "POST":
        initial = {"body": comment.body, "base": comment.body}
        return _show_edit(request, comment, CommentEditForm(initial=initial))
    form = CommentEditForm(request.POST)
    form.run(edit_comment, actor=request.user, comment=comment)
    if isinstance(form.refusal, EditConflict):
        base = form.cleaned_data["base"]
        current: dict[str, str] = form.refusal.details["current"]
        begun = {} if base is None else {"body": base}
        mark = {"base": current["body"]}
        merged, merge = merge_form(form, form.refusal, base=begun, current=current, mark=mark)
        return _show_edit(request, comment, merged, merge=merge)
    if not form.is_done:
        return _show_edit(request, comment, form)
    return redirect(comment)


def _show_edit(
    request: MemberRequest,
    comment: Comment,
    form: TextForm,
    *,
    merge: list[FieldMerge] | None = None,
) -> HttpResponse:
    question = comment.post.question
    context = {"comment": comment, "question": question, "form": form, "merge": merge}
    return render(request, "community/comment_edit.html", context, status=form.status)


@require_POST
@login_required
def delete_comment_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a comment; htmx gets the rest of them."""
    comment = find_comment(request.user, pk)
    delete_comment(actor=request.user, comment=comment)
    if request.htmx:
        return _render_comments(request, comment.post)
    messages.success(request, _("Comment deleted."))
    return redirect(comment.post)

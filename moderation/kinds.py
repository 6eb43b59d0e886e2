"""The forum's kinds of content, registered for moderation."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.enums import PostKind
from community.models import Comment, Post
from community.services import comments, states
from community.services.row_locks import lock_post
from core.errors import NotFound
from moderation.content import ContentKind, Target, get_content_kind, register_content_kind

if TYPE_CHECKING:
    from accounts.models import User


def _load_post(kind: PostKind, **lookup: Any) -> Target:
    post = Post.objects.filter(kind=kind, **lookup).first()
    if post is None:
        raise NotFound(_("There is no such post."))
    return Target(kind=get_content_kind(kind), post=lock_post(post))


def _load_question(public_id: int) -> Target:
    return _load_post(PostKind.QUESTION, question_id=public_id)


def _load_answer(public_id: int) -> Target:
    return _load_post(PostKind.ANSWER, pk=public_id)


def _load_comment(public_id: int) -> Target:
    comment = Comment.objects.select_related("post").filter(pk=public_id).first()
    if comment is None:
        raise NotFound(_("There is no such comment."))
    comment.post = lock_post(comment.post)
    comment.refresh_from_db(fields=["state", "state_reason", "body", "body_html"])
    return Target(kind=get_content_kind("comment"), post=comment.post, comment=comment)


def _hide_post(*, actor: "User | None", target: Target, reason: str, note: str = "") -> Post:
    return states.hide_post(actor=actor, post=target.post, reason=reason, note=note)


def _restore_post(*, actor: "User | None", target: Target, reason: str, note: str = "") -> Post:
    return states.restore_post(actor=actor, post=target.post, reason=reason)


def _confirm_post(*, actor: "User | None", target: Target, reason: str, note: str = "") -> Post:
    if actor is None:
        raise TypeError("only a moderator confirms")
    return states.confirm_hiding(actor=actor, post=target.post, reason=reason, note=note)


def _comment_of(target: Target) -> Comment:
    if target.comment is None:
        raise TypeError(f"{target} holds no comment")
    return target.comment


def _hide_comment(*, actor: "User | None", target: Target, reason: str, note: str = "") -> Comment:
    return comments.hide_comment(actor=actor, comment=_comment_of(target), reason=reason, note=note)


def _restore_comment(
    *, actor: "User | None", target: Target, reason: str, note: str = ""
) -> Comment:
    return comments.restore_comment(actor=actor, comment=_comment_of(target), reason=reason)


register_content_kind(
    ContentKind(
        name=PostKind.QUESTION,
        label=gettext_lazy("question"),
        load=_load_question,
        hide=_hide_post,
        restore=_restore_post,
        confirm=_confirm_post,
    )
)
register_content_kind(
    ContentKind(
        name=PostKind.ANSWER,
        label=gettext_lazy("answer"),
        load=_load_answer,
        hide=_hide_post,
        restore=_restore_post,
        confirm=_confirm_post,
    )
)
register_content_kind(
    ContentKind(
        name="comment",
        label=gettext_lazy("comment"),
        load=_load_comment,
        hide=_hide_comment,
        restore=_restore_comment,
    )
)

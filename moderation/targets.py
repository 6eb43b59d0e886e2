"""What can be moderated: how each kind of content is found, hidden and restored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.enums import PostKind, PostState
from community.models import Comment, Post
from community.services import comments, states
from community.services.row_locks import lock_post
from core.errors import NotFound

if TYPE_CHECKING:
    from accounts.models import User


class StateChange(Protocol):
    """Hides or restores a target; the actor is None when the system does it.

    The author reads the reason, and moderators read the note as well, in the log.
    """

    def __call__(
        self, *, actor: "User | None", target: "Target", reason: str, note: str = ""
    ) -> object: ...


@dataclass(frozen=True, kw_only=True)
class ContentKind:
    """One kind of content. `load` gets the public id and locks the row it returns.

    `confirm` hides for the reason of a moderator what may be hidden for another one already; where
    it is missing, `hide` does.
    """

    name: str
    label: Promise | str
    load: Callable[[int], "Target"]
    hide: StateChange
    restore: StateChange
    confirm: StateChange | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A text that can be reported: a post, or a comment together with the post it is under."""

    kind: ContentKind
    post: Post
    comment: Comment | None = None

    @property
    def text(self) -> Post | Comment:
        return self.comment if self.comment is not None else self.post

    @property
    def author_id(self) -> int:
        return self.text.author_id

    @property
    def is_visible(self) -> bool:
        return self.text.state == PostState.VISIBLE

    @property
    def is_hidden(self) -> bool:
        return self.text.state == PostState.HIDDEN

    @property
    def is_pending(self) -> bool:
        return self.text.state == PostState.PENDING

    @property
    def public_id(self) -> int:
        """The id that the kind's `load` takes."""
        if self.comment is not None:
            return self.comment.pk
        return self.post.question_id if self.post.is_question else self.post.pk

    @property
    def url(self) -> str:
        return self.text.get_absolute_url()


def _load_post(kind: PostKind, **lookup: Any) -> Target:
    post = Post.objects.filter(kind=kind, **lookup).first()
    if post is None:
        raise NotFound(_("There is no such post."))
    return Target(kind=KINDS[kind], post=lock_post(post))


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
    return Target(kind=KINDS["comment"], post=comment.post, comment=comment)


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


KINDS: Final = {
    kind.name: kind
    for kind in (
        ContentKind(
            name=PostKind.QUESTION,
            label=gettext_lazy("question"),
            load=_load_question,
            hide=_hide_post,
            restore=_restore_post,
            confirm=_confirm_post,
        ),
        ContentKind(
            name=PostKind.ANSWER,
            label=gettext_lazy("answer"),
            load=_load_answer,
            hide=_hide_post,
            restore=_restore_post,
            confirm=_confirm_post,
        ),
        ContentKind(
            name="comment",
            label=gettext_lazy("comment"),
            load=_load_comment,
            hide=_hide_comment,
            restore=_restore_comment,
        ),
    )
}


def load_target(kind: str, public_id: int) -> Target:
    """Find and lock what somebody points at; must be called inside a transaction.

    Raises NotFound for a kind or a text that does not exist.
    """
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of content."))
    return KINDS[kind].load(public_id)


def target_of(post: Post, comment: Comment | None = None) -> Target:
    """Return the target for rows that are already loaded."""
    name = "comment" if comment is not None else str(post.kind)
    return Target(kind=KINDS[name], post=post, comment=comment)

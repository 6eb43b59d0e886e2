"""Who may do what in the forum: the only place that decides it.

`check_can_<verb>_<noun>(user, thing)` raises why not, in the person's words; `can_…` answers yes or
no for templates. Privileges are Django permissions: roles grant them through groups, and a
reputation backend may grant them by points.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.enums import PostState
from community.models import Comment, Post
from community.privileges import explain_missing
from community.querysets import sees_everything
from core.errors import PermissionRefused
from core.permissions import allowed_by, check_permission, check_signed_in

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from community.models import Question

    Person = User | AnonymousUser


MODERATE: Final = "community.moderate"
ASK: Final = "community.ask_question"
ANSWER: Final = "community.answer_question"
COMMENT: Final = "community.comment_anywhere"
VOTE_UP: Final = "community.vote_up"
VOTE_DOWN: Final = "community.vote_down"
EDIT_OTHERS: Final = "community.edit_others_posts"
EDIT_WIKI: Final = "community.edit_wiki_posts"
CLOSE: Final = "community.close_questions"
CREATE_TAG: Final = "community.create_tag"


class SelfVote(PermissionRefused):
    """A person voted on their own post."""

    code = "self_vote"


def check_can_moderate(user: "Person") -> None:
    check_permission(user, MODERATE, _("Only moderators may do this."))


def can_moderate(user: "Person") -> bool:
    """The same, asked within most rules: without raising."""
    return user.has_perm(MODERATE)


def can_see_post(user: "Person", post: "Post | Comment | Question") -> bool:
    """The one-row twin of `visible_to`: a part is seen only where its whole is."""
    return sees_everything(user) or all(
        row.state == PostState.VISIBLE
        or (row.author_id == user.pk and row.state != PostState.DELETED)
        for row in _with_wholes(post)
    )


def _with_wholes(row: "Post | Comment | Question") -> "Iterator[Post | Comment | Question]":
    """The row, and what it is a part of, from the inside out."""
    yield row
    if isinstance(row, Comment):
        yield from _with_wholes(row.post)
    elif isinstance(row, Post):
        yield row.question


def is_public(post: "Post | Comment") -> bool:
    """Whether everybody may read a post or comment and all of what it is a part of."""
    return all(row.state == PostState.VISIBLE for row in _with_wholes(post))


def check_can_ask_question(user: "Person") -> None:
    check_permission(user, ASK, _("You may not ask questions at the moment."))


def check_can_follow_question(user: "Person", question: "Question") -> None:
    check_signed_in(user)
    if not can_see_post(user, question):
        raise PermissionRefused(_("You may not follow this question."))


def check_can_answer_question(user: "Person", question: "Question") -> None:
    """Open, readable questions take answers; a locked or closed one takes none."""
    check_signed_in(user)
    if question.is_locked:
        raise PermissionRefused(_("This question is locked; it accepts no new answers."))
    if question.is_closed:
        raise PermissionRefused(_("This question is closed; it accepts no new answers."))
    if question.state != PostState.VISIBLE:
        raise PermissionRefused(_("This question is not public; it accepts no answers."))
    check_permission(user, ANSWER, _("You may not answer at the moment."))


can_answer_question = allowed_by(check_can_answer_question)


def check_can_comment_on_post(user: "Person", post: "Post") -> None:
    """Anybody in their own thread or under their own post; elsewhere by privilege."""
    check_signed_in(user)
    if not is_public(post):
        raise PermissionRefused(_("This post is not public; it accepts no comments."))
    if post.question.is_locked and not can_moderate(user):
        raise PermissionRefused(_("This question is locked; it accepts no comments."))
    is_at_home = user.pk in (post.author_id, post.question.author_id)
    check_permission(user, ASK if is_at_home else COMMENT, _("You may not comment here."))


can_comment_on_post = allowed_by(check_can_comment_on_post)


def check_can_vote_on_post(user: "Person", post: "Post", value: int) -> None:
    """Nobody votes on their own post, on a locked thread or on what is not public."""
    check_signed_in(user)
    if post.author_id == user.pk:
        raise SelfVote(_("You cannot vote on your own post."))
    if not is_public(post):
        raise PermissionRefused(_("This post is not public; it accepts no votes."))
    if post.question.is_locked:
        raise PermissionRefused(_("This question is locked; it accepts no votes."))
    if value == 0 or (value > 0 and _answers_own_question(user, post)):
        return
    privilege = VOTE_UP if value > 0 else VOTE_DOWN
    if not user.has_perm(privilege):
        text = _cannot_vote(user, privilege)
        raise PermissionRefused(text, actor=user, privilege=privilege)


can_vote_on_post = allowed_by(check_can_vote_on_post)


def _explain_vote(user: "Person", privilege: str) -> str:
    reason = explain_missing(user, privilege)
    if privilege == VOTE_UP:
        return gettext("You cannot vote up yet. %(reason)s") % {"reason": reason}
    return gettext("You cannot vote down yet. %(reason)s") % {"reason": reason}


_cannot_vote = lazy(_explain_vote, str)


def _answers_own_question(user: "Person", post: "Post") -> bool:
    """Whether the post answers the person's own question: they may always say that it helps."""
    return post.is_answer and post.question.author_id == user.pk


def check_can_accept_answer(user: "Person", answer: "Post") -> None:
    """The asker chooses, and moderators may for them."""
    check_signed_in(user)
    if not answer.is_answer:
        raise PermissionRefused(_("Only answers can be accepted."))
    if not is_public(answer):
        raise PermissionRefused(_("This answer is not public; it cannot be accepted."))
    if can_moderate(user):
        return
    if answer.question.is_locked:
        raise PermissionRefused(_("This question is locked."))
    if answer.question.author_id != user.pk:
        raise PermissionRefused(_("Only the person who asked can accept an answer."))


can_accept_answer = allowed_by(check_can_accept_answer)


def check_can_edit_post(user: "Person", post: "Post") -> None:
    """Authors edit their own posts, members with the privilege those of others."""
    check_signed_in(user)
    message = (
        _("You may not edit this question.")
        if post.is_question
        else _("You may not edit this answer.")
    )
    if not can_see_post(user, post):
        raise PermissionRefused(message)
    if can_moderate(user):
        return
    if post.state == PostState.DELETED:
        raise PermissionRefused(_("This post is deleted."))
    if post.question.is_locked:
        raise PermissionRefused(_("This question is locked."))
    if post.author_id == user.pk or user.has_perm(EDIT_OTHERS):
        return
    check_permission(user, EDIT_WIKI if post.is_wiki else EDIT_OTHERS, message)


can_edit_post = allowed_by(check_can_edit_post)


def check_can_make_wiki(user: "Person", post: "Post") -> None:
    """The author of a public post gives it to the community; moderators may for them."""
    check_signed_in(user)
    if post.is_wiki:
        raise PermissionRefused(_("This post is a community wiki already."))
    if not is_public(post):
        raise PermissionRefused(_("This post is not public."))
    if can_moderate(user):
        return
    if post.author_id != user.pk:
        raise PermissionRefused(_("Only its author or a moderator makes a post a wiki."))
    if post.question.is_locked:
        raise PermissionRefused(_("This question is locked."))


can_make_wiki = allowed_by(check_can_make_wiki)


def check_can_end_wiki(user: "Person", post: "Post") -> None:
    check_signed_in(user)
    if not post.is_wiki:
        raise PermissionRefused(_("This post is no community wiki."))
    check_permission(user, MODERATE, _("Only moderators give a wiki back to its author."))


can_end_wiki = allowed_by(check_can_end_wiki)


def check_can_delete_post(user: "Person", post: "Post") -> None:
    """Authors delete their own while nobody builds on it; moderators delete anything."""
    check_signed_in(user)
    if post.state == PostState.DELETED:
        raise PermissionRefused(_("This post is already deleted."))
    if can_moderate(user):
        return
    if post.author_id != user.pk or not can_see_post(user, post):
        raise PermissionRefused(_("You may not delete this post."))
    if post.question.is_locked:
        raise PermissionRefused(_("This question is locked."))
    if post.is_question and post.question.answer_count:
        raise PermissionRefused(
            _("People have answered this question, so it stays. You can still edit it.")
        )
    if post.is_accepted:
        raise PermissionRefused(_("An accepted answer stays. You can still edit it."))


can_delete_post = allowed_by(check_can_delete_post)


def check_can_undelete_post(user: "Person", post: "Post") -> None:
    """Whoever deleted their own post may take that back; moderators may always."""
    check_signed_in(user)
    if post.state != PostState.DELETED:
        raise PermissionRefused(_("This post is not deleted."))
    if can_moderate(user):
        return
    in_sight = post.is_question or can_see_post(user, post.question)
    if not (in_sight and post.author_id == user.pk == post.state_changed_by_id):
        raise PermissionRefused(_("You may not restore this post."))


can_undelete_post = allowed_by(check_can_undelete_post)


def check_can_close_question(user: "Person", question: "Question") -> None:
    """Moderators close and reopen at once; members with the privilege by their vote."""
    check_signed_in(user)
    if question.state != PostState.VISIBLE:
        raise PermissionRefused(_("This question is not public."))
    if can_moderate(user):
        return
    if question.is_locked:
        raise PermissionRefused(_("This question is locked."))
    check_permission(user, CLOSE, _("You may not close or reopen questions."))


can_close_question = allowed_by(check_can_close_question)


def check_can_lock_question(user: "Person") -> None:
    check_permission(user, MODERATE, _("Only moderators lock and unlock questions."))


can_lock_question = allowed_by(check_can_lock_question)


def check_can_edit_comment(user: "Person", comment: "Comment") -> None:
    """Authors edit and delete their own comments; moderators all of them."""
    check_signed_in(user)
    if not can_see_post(user, comment):
        raise PermissionRefused(_("You may not change this comment."))
    if can_moderate(user):
        return
    if comment.author_id != user.pk:
        raise PermissionRefused(_("You may not change comments of others."))
    if comment.post.question.is_locked:
        raise PermissionRefused(_("This question is locked."))


can_edit_comment = allowed_by(check_can_edit_comment)


def can_create_tag(user: "Person") -> bool:
    return user.has_perm(CREATE_TAG)


def can_use_reserved_tag(user: "Person") -> bool:
    return can_moderate(user)


def check_can_edit_tag(user: "Person") -> None:
    check_permission(user, MODERATE, _("Only moderators manage tags."))


can_edit_tag = allowed_by(check_can_edit_tag)

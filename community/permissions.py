"""Who may do what in the forum: the only place that decides it.

`can_<verb>_<noun>(user, thing)` answers yes or no for templates; `require` turns a no into an
error in the person's words. Privileges are Django permissions: roles grant them through groups,
and a reputation backend may grant them by points.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from community.enums import PostState
from community.models import Comment, Post
from community.querysets import sees_everything
from core.permissions import require as require  # noqa: PLC0414 (for services and views)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from community.models import Question

    Person = User | AnonymousUser


ASK: Final = "community.ask_question"
ANSWER: Final = "community.answer_question"
COMMENT: Final = "community.comment_anywhere"
VOTE_UP: Final = "community.vote_up"
VOTE_DOWN: Final = "community.vote_down"
EDIT_OTHERS: Final = "community.edit_others_posts"
EDIT_WIKI: Final = "community.edit_wiki_posts"
CLOSE: Final = "community.close_questions"
CREATE_TAG: Final = "community.create_tag"


def can_moderate(user: "Person") -> bool:
    return user.has_perm("community.moderate")


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


def can_ask_question(user: "Person") -> bool:
    return user.has_perm(ASK)


def can_answer_question(user: "Person", question: "Question") -> bool:
    """Open, readable questions take answers; a locked or closed one takes none."""
    if question.is_closed or question.is_locked or question.state != PostState.VISIBLE:
        return False
    return user.has_perm(ANSWER)


def can_comment_on_post(user: "Person", post: "Post") -> bool:
    """Anybody in their own thread or under their own post; elsewhere by privilege."""
    if not user.is_authenticated or not is_public(post):
        return False
    if post.question.is_locked and not can_moderate(user):
        return False
    if user.pk in (post.author_id, post.question.author_id):
        return user.has_perm(ASK)
    return user.has_perm(COMMENT)


def can_vote_on_post(user: "Person", post: "Post", value: int) -> bool:
    """Nobody votes on their own post, on a locked thread or on what is not public."""
    if not is_public(post) or post.question.is_locked or post.author_id == user.pk:
        return False
    if value == 0 or (value > 0 and _asked_for(user, post)):
        return user.is_authenticated
    return user.has_perm(VOTE_UP if value > 0 else VOTE_DOWN)


def _asked_for(user: "Person", post: "Post") -> bool:
    """Whether the post answers the person's own question: they may always say that it helps."""
    return post.is_answer and post.question.author_id == user.pk


def can_accept_answer(user: "Person", answer: "Post") -> bool:
    """The asker chooses, and moderators may for them."""
    question = answer.question
    if not (answer.is_answer and is_public(answer)):
        return False
    if question.is_locked and not can_moderate(user):
        return False
    return user.is_authenticated and (question.author_id == user.pk or can_moderate(user))


def can_edit_post(user: "Person", post: "Post") -> bool:
    if not user.is_authenticated or not can_see_post(user, post):
        return False
    if can_moderate(user):
        return True
    if post.question.is_locked or post.state == PostState.DELETED:
        return False
    if post.author_id == user.pk or user.has_perm(EDIT_OTHERS):
        return True
    return post.is_wiki and user.has_perm(EDIT_WIKI)


def can_make_wiki(user: "Person", post: "Post") -> bool:
    """The author of a public post gives it to the community; moderators may for them."""
    if post.is_wiki or not is_public(post):
        return False
    return can_moderate(user) or (post.author_id == user.pk and not post.question.is_locked)


def can_end_wiki(user: "Person", post: "Post") -> bool:
    return post.is_wiki and can_moderate(user)


def editing_privilege(post: "Post") -> str:
    """What members need to edit a post of somebody else, where nothing else is in the way."""
    if post.question.is_locked or post.state == PostState.DELETED:
        return ""
    return EDIT_WIKI if post.is_wiki else EDIT_OTHERS


def can_delete_post(user: "Person", post: "Post") -> bool:
    """Authors delete their own while nobody builds on it; moderators delete anything."""
    if not user.is_authenticated or post.state == PostState.DELETED:
        return False
    if can_moderate(user):
        return True
    if post.author_id != user.pk or post.question.is_locked or not can_see_post(user, post):
        return False
    return post.question.answer_count == 0 if post.is_question else not post.is_accepted


def can_undelete_post(user: "Person", post: "Post") -> bool:
    """Whoever deleted their own post may take that back; moderators may always."""
    if not user.is_authenticated or post.state != PostState.DELETED:
        return False
    if can_moderate(user):
        return True
    in_sight = post.is_question or can_see_post(user, post.question)
    return in_sight and post.author_id == user.pk == post.state_changed_by_id


def can_close_question(user: "Person", question: "Question") -> bool:
    """Moderators at once; members with the privilege by their vote."""
    if question.state != PostState.VISIBLE or (question.is_locked and not can_moderate(user)):
        return False
    return can_moderate(user) or user.has_perm(CLOSE)


def can_lock_question(user: "Person") -> bool:
    return can_moderate(user)


def can_edit_comment(user: "Person", comment: "Comment") -> bool:
    if not user.is_authenticated or not can_see_post(user, comment):
        return False
    if can_moderate(user):
        return True
    return comment.author_id == user.pk and not comment.post.question.is_locked


def can_create_tag(user: "Person") -> bool:
    return user.has_perm(CREATE_TAG)


def can_use_reserved_tag(user: "Person") -> bool:
    return can_moderate(user)


def can_edit_tag(user: "Person") -> bool:
    return can_moderate(user)

"""Who is told of what happens in the forum: one table, and the people it speaks of.

An event has rows; each names a kind of notification and the people who are told by it. Somebody
whom several rows name is told by the first of those whose kind they did not switch off, once.
`notify` leaves out who did it themselves, who may not read it, and who left.

Not told: moderators of reports and of texts that wait (they have the queue), and followers of
anything but answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final, TypeAlias

from django.db.models import Q

from accounts.models import User
from community.models import Comment, Follow, Post, QuestionTag
from community.text.mentions import linked_names
from notifications.kinds import Kind


class Event(StrEnum):
    """What can happen; a text that was held happens when it is approved."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    MENTION_ADDED = "mention_added"
    ACCEPTED = "accepted"
    EDITED = "edited"
    STATE_CHANGED = "state_changed"
    QUESTION_CLOSED = "closed"
    QUESTION_REOPENED = "reopened"
    QUESTION_LOCKED = "locked"
    QUESTION_UNLOCKED = "unlocked"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an event is about; `newly_mentioned` are those whose names an edit added."""

    post: Post
    comment: Comment | None = None
    newly_mentioned: tuple[int, ...] = ()

    @property
    def text(self) -> Post | Comment:
        return self.comment if self.comment is not None else self.post


People: TypeAlias = Callable[[Subject], Iterable[int]]


def author(subject: Subject) -> Iterable[int]:
    return [subject.text.author_id]


def asker(subject: Subject) -> Iterable[int]:
    return [subject.post.question.author_id]


def asker_if_others_chose(subject: Subject) -> Iterable[int]:
    """The asker, where a moderator accepted an answer for them."""
    asker_id = subject.post.question.author_id
    return [] if subject.post.accepted_by_id in (None, asker_id) else [asker_id]


def followers_of_question(subject: Subject) -> Iterable[int]:
    """The asker is among them until they unfollow."""
    follows = Follow.objects.filter(question=subject.post.question_id)
    return follows.values_list("user_id", flat=True)


def followers_of_tags(subject: Subject) -> Iterable[int]:
    tags = QuestionTag.objects.filter(content_object=subject.post.question_id).values("tag")
    return Follow.objects.filter(tag__in=tags).values_list("user_id", flat=True)


def author_of_post(subject: Subject) -> Iterable[int]:
    """Whose post is commented on; not of a question that its asker stopped following."""
    post = subject.post
    if post.is_question and post.author_id not in followers_of_question(subject):
        return []
    return [post.author_id]


def earlier_commenters(subject: Subject) -> Iterable[int]:
    """Who talks below the same post: an answer to their remark may be in this comment."""
    comments = Comment.objects.visible().filter(post=subject.post)
    if subject.comment is not None:
        comments = comments.filter(pk__lt=subject.comment.pk)
    talking = set(comments.values_list("author_id", flat=True))
    return talking - {subject.post.author_id}


def mentioned(subject: Subject) -> Iterable[int]:
    """Whom the text addresses, as it is linked in what is stored."""
    names = linked_names(subject.text.body_html)
    if not names:
        return []
    bearers = reduce(or_, (Q(username=name) for name in names))
    return User.objects.filter(bearers).values_list("pk", flat=True)


def newly_mentioned(subject: Subject) -> Iterable[int]:
    return subject.newly_mentioned


@dataclass(frozen=True)
class Row:
    kind: Kind
    people: People
    variant: str = ""


AUDIENCE: Final[dict[Event, tuple[Row, ...]]] = {
    Event.QUESTION: (
        Row(Kind.QUESTION, followers_of_tags),
        Row(Kind.MENTION, mentioned),
    ),
    Event.ANSWER: (
        Row(Kind.ANSWER, followers_of_question),
        Row(Kind.MENTION, mentioned),
    ),
    Event.COMMENT: (
        Row(Kind.COMMENT, author_of_post),
        Row(Kind.COMMENT, earlier_commenters, "reply"),
        Row(Kind.MENTION, mentioned),
    ),
    Event.MENTION_ADDED: (Row(Kind.MENTION, newly_mentioned),),
    Event.ACCEPTED: (
        Row(Kind.ACCEPTED, author),
        Row(Kind.ACCEPTED, asker_if_others_chose, "for_asker"),
    ),
    Event.EDITED: (Row(Kind.EDIT, author),),
    Event.STATE_CHANGED: (Row(Kind.MODERATION, author),),
    Event.QUESTION_CLOSED: (Row(Kind.MODERATION, asker, "closed"),),
    Event.QUESTION_REOPENED: (Row(Kind.MODERATION, asker, "reopened"),),
    Event.QUESTION_LOCKED: (Row(Kind.MODERATION, asker, "locked"),),
    Event.QUESTION_UNLOCKED: (Row(Kind.MODERATION, asker, "unlocked"),),
}

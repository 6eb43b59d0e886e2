"""Posts and comments as one reader sees them, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from community import permissions
from community.enums import PostState
from community.models import Comment, Post, Question, Vote
from community.models.post import ANSWERS_PER_PAGE
from community.querysets import CommentQuerySet, PostQuerySet
from community.selectors.cards import PersonCard
from core.errors import NotFound
from core.keyset import Slice, decode_position, encode_position

if TYPE_CHECKING:
    from community.permissions import Person

NAME_COLUMNS: Final = ("username", "display_name")
POST_COLUMNS: Final = (
    "question_id",
    "kind",
    "body_html",
    "score",
    "revision_count",
    "is_wiki",
    "state",
    "state_reason",
    "state_changed_by_id",
    "accepted_at",
    "created_at",
    "edited_at",
    *(f"{who}__{name}" for who in ("author", "edited_by", "accepted_by") for name in NAME_COLUMNS),
)
COMMENT_COLUMNS: Final = (
    "post_id",
    "body_html",
    "state",
    "state_reason",
    "created_at",
    "edited_at",
    *(f"author__{name}" for name in NAME_COLUMNS),
)


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as one reader sees it."""

    id: int
    html: str
    state: str
    state_reason: str
    author: PersonCard
    created_at: datetime
    is_edited: bool
    is_own: bool
    can_edit: bool


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as one reader sees it, with what that reader may do."""

    id: int
    is_question: bool
    html: str
    state: str
    state_reason: str
    score: int
    my_vote: int
    author: PersonCard
    created_at: datetime
    edited_at: datetime | None
    edited_by: PersonCard | None
    revision_count: int
    is_wiki: bool
    is_accepted: bool
    accepted_at: datetime | None
    accepted_by: PersonCard | None
    is_own: bool
    comments: tuple[CommentView, ...]
    markdown: str
    """What it was written as; empty where nobody asked for it."""
    can_vote_up: bool
    can_vote_down: bool
    can_comment: bool
    can_edit: bool
    can_delete: bool
    can_undelete: bool
    can_accept: bool


def posts_with_people(*, with_source: bool) -> PostQuerySet:
    """Posts with the columns of a `PostView`; their Markdown only where it is wanted."""
    columns = (*POST_COLUMNS, "body_markdown") if with_source else POST_COLUMNS
    return Post.objects.select_related("author", "edited_by", "accepted_by").only(*columns)


def view_posts(posts: Sequence[Post], reader: "Person") -> list[PostView]:
    """Posts of one thread, whose `question` is set, with their comments; two queries."""
    comments = _load_comments(posts, reader)
    votes = _load_votes(posts, reader)
    return [_view_post(p, reader, comments.get(p.pk, ()), votes.get(p.pk, 0)) for p in posts]


def get_post_view(*, post_id: int, reader: "Person") -> tuple[Question, PostView]:
    """One post by its id, wherever in its thread it stands; raises `NotFound`."""
    posts = posts_with_people(with_source=True).visible_to(reader)
    post = posts.filter(pk=post_id).first()
    if post is None:
        raise NotFound
    return post.question, view_posts([post], reader)[0]


def answers_in_order(question: Question, reader: "Person", *, with_source: bool) -> PostQuerySet:
    """The answers of a thread that the reader may see, as they are displayed."""
    answers = posts_with_people(with_source=with_source).visible_to(reader).answers()
    return answers.filter(question=question).in_display_order()


def slice_answers(
    *, question: Question, reader: "Person", cursor: str = "", limit: int = ANSWERS_PER_PAGE
) -> Slice[PostView]:
    """The answers after the cursor in display order. Three queries."""
    answers = answers_in_order(question, reader, with_source=True)
    match decode_position(cursor):
        case [int(score), datetime() as written, int(pk)]:
            later = Q(created_at__gt=written) | Q(created_at=written, pk__gt=pk)
            answers = answers.filter(Q(score__lt=score) | Q(score=score) & later, accepted_at=None)
        case [None]:
            answers = answers.filter(accepted_at=None)
    rows = list(answers[: limit + 1])
    for row in rows:
        row.question = question
    more = len(rows) > limit
    return Slice(view_posts(rows[:limit], reader), answer_cursor(rows[limit - 1]) if more else None)


def answer_cursor(answer: Post) -> str:
    """Where the answers after this one begin."""
    if answer.is_accepted:
        return encode_position(None)
    return encode_position(answer.score, answer.created_at, answer.pk)


def place_of_answer(*, answer_id: int, question: Question, reader: "Person") -> int:
    """How many answers stand before this one in display order; 0 where it is not there."""
    there = Post.objects.visible_to(reader).answers().filter(question=question)
    answer = there.filter(pk=answer_id).first()
    if answer is None or answer.is_accepted:
        return 0
    earlier = Q(created_at__lt=answer.created_at) | Q(
        created_at=answer.created_at, pk__lt=answer.pk
    )
    before = Q(score__gt=answer.score) | Q(score=answer.score) & earlier
    return there.filter(Q(accepted_at__isnull=False) | before).count()


def _readable_comments(reader: "Person") -> CommentQuerySet:
    comments = Comment.objects.visible_to(reader).exclude(state=PostState.DELETED)
    return comments.select_related("author").only(*COMMENT_COLUMNS).order_by("created_at", "id")


def _view_comment(comment: Comment, reader: "Person") -> CommentView:
    return CommentView(
        id=comment.pk,
        html=comment.body_html,
        state=comment.state,
        state_reason=comment.state_reason,
        author=PersonCard.of(comment.author),
        created_at=comment.created_at,
        is_edited=comment.edited_at is not None,
        is_own=comment.author_id == reader.pk,
        can_edit=permissions.can_edit_comment(reader, comment),
    )


def _load_comments(posts: Sequence[Post], reader: "Person") -> dict[int, tuple[CommentView, ...]]:
    by_id = {post.pk: post for post in posts}
    views: dict[int, list[CommentView]] = defaultdict(list)
    for comment in _readable_comments(reader).filter(post__in=by_id):
        comment.post = by_id[comment.post_id]
        views[comment.post_id].append(_view_comment(comment, reader))
    return {post_id: tuple(rows) for post_id, rows in views.items()}


def list_comments(*, post: Post, reader: "Person") -> tuple[CommentView, ...]:
    """The comments under one post that the reader may see; one query."""
    return _load_comments([post], reader).get(post.pk, ())


def slice_comments(
    *, post: Post, reader: "Person", cursor: str = "", limit: int
) -> Slice[CommentView]:
    """The comments under one post after the cursor, oldest first. One query."""
    comments = _readable_comments(reader).filter(post=post)
    match decode_position(cursor):
        case [datetime() as written, int(pk)]:
            later = Q(created_at__gt=written) | Q(created_at=written, pk__gt=pk)
            comments = comments.filter(later)
    rows = list(comments[: limit + 1])
    for row in rows:
        row.post = post
    views = [_view_comment(row, reader) for row in rows[:limit]]
    more = len(rows) > limit
    return Slice(views, encode_position(views[-1].created_at, views[-1].id) if more else None)


def _load_votes(posts: Sequence[Post], reader: "Person") -> dict[int, int]:
    if not reader.is_authenticated:
        return {}
    votes = Vote.objects.filter(voter=reader, post__in=[post.pk for post in posts])
    return dict(votes.values_list("post_id", "value"))


def _view_post(
    post: Post, reader: "Person", comments: tuple[CommentView, ...], my_vote: int
) -> PostView:
    return PostView(
        id=post.pk,
        is_question=post.is_question,
        html=post.body_html,
        state=post.state,
        state_reason=post.state_reason,
        score=post.score,
        my_vote=my_vote,
        author=PersonCard.of(post.author),
        created_at=post.created_at,
        edited_at=post.edited_at,
        edited_by=PersonCard.of(post.edited_by) if post.edited_by else None,
        revision_count=post.revision_count,
        is_wiki=post.is_wiki,
        is_accepted=post.is_accepted,
        accepted_at=post.accepted_at,
        accepted_by=PersonCard.of(post.accepted_by) if post.accepted_by else None,
        is_own=post.author_id == reader.pk,
        comments=comments,
        markdown="" if "body_markdown" in post.get_deferred_fields() else post.body_markdown,
        can_vote_up=permissions.can_vote_on_post(reader, post, 1),
        can_vote_down=permissions.can_vote_on_post(reader, post, -1),
        can_comment=permissions.can_comment_on_post(reader, post),
        can_edit=permissions.can_edit_post(reader, post),
        can_delete=permissions.can_delete_post(reader, post),
        can_undelete=permissions.can_undelete_post(reader, post),
        can_accept=permissions.can_accept_answer(reader, post),
    )

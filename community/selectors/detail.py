"""Everything the page of one thread shows, in a number of queries that does not grow."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from accounts.errors import NotFound
from community import permissions
from community.enums import LinkKind, PostKind, PostState
from community.models import Comment, Follow, Post, Question, QuestionLink, Vote
from community.privileges import explain_missing
from community.selectors.cards import PersonCard, TagCard, tags_of

if TYPE_CHECKING:
    from community.permissions import Person

ANSWERS_PER_PAGE: Final = 100
LINKS_MAX: Final = 20
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
    "created_at",
    "edited_at",
    *(f"author__{name}" for name in NAME_COLUMNS),
)
LINK_COLUMNS: Final = ("id", "slug", "title", "accepted_answer_id")


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as one reader sees it."""

    id: int
    html: str
    state: str
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
    can_vote_up: bool
    can_vote_down: bool
    can_comment: bool
    can_edit: bool
    can_delete: bool
    can_undelete: bool
    can_accept: bool


@dataclass(frozen=True, slots=True)
class VoteHints:
    """What a reader lacks to vote up and down; empty where nothing is lacking."""

    up: str
    down: str


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What each post of a thread shows of it."""

    id: int
    slug: str
    url: str
    language: str
    author_id: int
    tags: tuple[TagCard, ...]
    is_locked: bool
    can_lock: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another thread that this one points at, or that points at this one."""

    title: str
    url: str
    kind: str
    is_incoming: bool
    is_solved: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as one reader sees it; `page_count` counts pages of answers."""

    question: Question
    url: str
    post: PostView
    answers: tuple[PostView, ...]
    tags: tuple[TagCard, ...]
    links: tuple[LinkView, ...]
    page: int
    page_count: int
    is_following: bool
    vote_hints: VoteHints
    can_answer: bool
    can_close: bool
    can_lock: bool

    @property
    def facts(self) -> ThreadFacts:
        """What each of the posts shows of the thread."""
        return ThreadFacts(
            id=self.question.pk,
            slug=self.question.address_slug,
            url=self.url,
            language=self.question.language,
            author_id=self.question.author_id,
            tags=self.tags,
            is_locked=self.question.is_locked,
            can_lock=self.can_lock,
        )

    @property
    def answer_ids(self) -> tuple[int, ...]:
        """The answers on the page."""
        return tuple(answer.id for answer in self.answers)

    @property
    def author_ids(self) -> tuple[int, ...]:
        """Everybody whose name stands on the page, each once."""
        people = {self.post.author.id: None}
        people.update((answer.author.id, None) for answer in self.answers)
        return tuple(people)


def get_thread(*, question_id: int, reader: "Person", page: int = 1) -> ThreadView:
    """The thread, if the reader may see it; raises `NotFound`.

    Six queries for anonymous readers, eight for others (their votes and whether they follow).
    """
    question = (
        Question.objects.visible_to(reader)
        .select_related("author", "closed_by", "locked_by", "duplicate_of", "category")
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise NotFound
    page_count = max(1, -(-question.answer_count // ANSWERS_PER_PAGE))
    page = min(max(page, 1), page_count)
    post, answers = _load_posts(question, reader, page)
    posts = [post, *answers]
    comments = _load_comments(posts, reader)
    votes = _load_votes(posts, reader)
    views = [_view_post(p, reader, comments.get(p.pk, ()), votes.get(p.pk, 0)) for p in posts]
    return ThreadView(
        question=question,
        url=question.get_absolute_url(),
        post=views[0],
        answers=tuple(views[1:]),
        tags=tags_of([question.pk]).get(question.pk, ()),
        links=_load_links(question),
        page=page,
        page_count=page_count,
        is_following=_follows(question, reader),
        vote_hints=get_vote_hints(reader),
        can_answer=permissions.can_answer_question(reader, question),
        can_close=permissions.can_close_question(reader, question),
        can_lock=permissions.can_lock_question(reader),
    )


def _load_posts(question: Question, reader: "Person", page: int) -> tuple[Post, list[Post]]:
    """The question's post and a page of answers in display order; two queries."""
    posts = question.posts.select_related("author", "edited_by", "accepted_by").only(*POST_COLUMNS)
    start = (page - 1) * ANSWERS_PER_PAGE
    answers = posts.visible_to(reader).answers().in_display_order()
    rows = [posts.get(kind=PostKind.QUESTION), *answers[start : start + ANSWERS_PER_PAGE]]
    for row in rows:
        row.question = question
    return rows[0], rows[1:]


def _load_comments(posts: list[Post], reader: "Person") -> dict[int, tuple[CommentView, ...]]:
    by_id = {post.pk: post for post in posts}
    comments = (
        Comment.objects.visible_to(reader)
        .filter(post__in=by_id)
        .exclude(state=PostState.DELETED)
        .select_related("author")
        .only(*COMMENT_COLUMNS)
        .order_by("created_at", "id")
    )
    views: dict[int, list[CommentView]] = defaultdict(list)
    for comment in comments:
        comment.post = by_id[comment.post_id]
        views[comment.post_id].append(
            CommentView(
                id=comment.pk,
                html=comment.body_html,
                state=comment.state,
                author=PersonCard.of(comment.author),
                created_at=comment.created_at,
                is_edited=comment.edited_at is not None,
                is_own=comment.author_id == reader.pk,
                can_edit=permissions.can_edit_comment(reader, comment),
            )
        )
    return {post_id: tuple(rows) for post_id, rows in views.items()}


def list_comments(*, post: Post, reader: "Person") -> tuple[CommentView, ...]:
    """The comments under one post that the reader may see; one query."""
    return _load_comments([post], reader).get(post.pk, ())


def _load_votes(posts: list[Post], reader: "Person") -> dict[int, int]:
    if not reader.is_authenticated:
        return {}
    votes = Vote.objects.filter(voter=reader, post__in=[post.pk for post in posts])
    return dict(votes.values_list("post_id", "value"))


def _load_links(question: Question) -> tuple[LinkView, ...]:
    """Public threads linked either way, duplicates first; one query."""
    columns = (
        "kind",
        "source_id",
        *(f"{end}__{name}" for end in ("source", "target") for name in LINK_COLUMNS),
    )
    links = (
        QuestionLink.objects.filter(source=question) | QuestionLink.objects.filter(target=question)
    ).filter(source__state=PostState.VISIBLE, target__state=PostState.VISIBLE)
    views: dict[tuple[int, str], LinkView] = {}
    for row in links.order_by("kind", "-id").values(*columns)[:LINKS_MAX]:
        is_incoming = row["source_id"] != question.pk
        end = "source" if is_incoming else "target"
        other = Question(pk=row[f"{end}__id"], slug=row[f"{end}__slug"])
        views.setdefault(
            (other.pk, row["kind"]),
            LinkView(
                title=row[f"{end}__title"],
                url=other.get_absolute_url(),
                kind=row["kind"],
                is_incoming=is_incoming,
                is_solved=row[f"{end}__accepted_answer_id"] is not None,
            ),
        )
    duplicates = {view.url for view in views.values() if view.kind == LinkKind.DUPLICATE}
    return tuple(
        view
        for view in views.values()
        if view.kind == LinkKind.DUPLICATE or view.url not in duplicates
    )


def _follows(question: Question, reader: "Person") -> bool:
    if not reader.is_authenticated:
        return False
    return Follow.objects.filter(user=reader, question=question).exists()


def get_vote_hints(reader: "Person") -> VoteHints:
    """What the reader lacks to vote; no query beyond those for their permissions."""

    def hint(permission: str) -> str:
        if not reader.is_authenticated or reader.has_perm(permission):
            return ""
        return explain_missing(reader, permission)

    return VoteHints(up=hint(permissions.VOTE_UP), down=hint(permissions.VOTE_DOWN))


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
        can_vote_up=permissions.can_vote_on_post(reader, post, 1),
        can_vote_down=permissions.can_vote_on_post(reader, post, -1),
        can_comment=permissions.can_comment_on_post(reader, post),
        can_edit=permissions.can_edit_post(reader, post),
        can_delete=permissions.can_delete_post(reader, post),
        can_undelete=permissions.can_undelete_post(reader, post),
        can_accept=permissions.can_accept_answer(reader, post),
    )

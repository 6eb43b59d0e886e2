"""Everything the page of one thread shows, in a number of queries that does not grow."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from community import permissions
from community.cache_keys import question_key, thread_key
from community.enums import LinkKind, PostKind, PostState
from community.models import Follow, Post, Question, QuestionLink
from community.models.post import ANSWERS_PER_PAGE
from community.privileges import explain_missing
from community.selectors.cards import TagCard, tags_of
from community.selectors.posts import (
    PostView,
    answer_cursor,
    answers_in_order,
    place_of_answer,
    posts_with_people,
    view_posts,
)
from core.errors import NotFound
from core.page_keys import shows

if TYPE_CHECKING:
    from community.permissions import Person

LINKS_MAX: Final = 20
LINK_COLUMNS: Final = ("id", "slug", "title", "accepted_answer_id")


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
    answers_next: str | None
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
            slug=self.question.url_slug,
            url=self.url,
            language=self.question.language,
            author_id=self.question.author_id,
            tags=self.tags,
            is_locked=self.question.is_locked,
            can_lock=self.can_lock,
        )

    @property
    def has_own_answer(self) -> bool:
        """Whether one of the answers on the page is the reader's."""
        return any(answer.is_own for answer in self.answers)

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


def get_thread(
    *,
    question_id: int,
    reader: "Person",
    page: int = 1,
    answer_id: int | None = None,
    with_source: bool = False,
) -> ThreadView:
    """The thread, if the reader may see it; raises `NotFound`.

    With `answer_id` it is the page of that answer. Six queries for anonymous readers, eight for
    others (their votes and whether they follow).
    """
    question = (
        Question.objects.visible_to(reader)
        .select_related("author", "closed_by", "locked_by", "duplicate_of", "category")
        .filter(pk=question_id)
        .first()
    )
    if question is None:
        raise NotFound
    shows(thread_key(question.pk))
    if question.duplicate_of_id:
        shows(question_key(question.duplicate_of_id))
    if answer_id is not None:
        place = place_of_answer(answer_id=answer_id, question=question, reader=reader)
        page = place // ANSWERS_PER_PAGE + 1
    post = posts_with_people(with_source=with_source).get(question=question, kind=PostKind.QUESTION)
    page, answers, answers_next = _load_answers(question, reader, page, with_source)
    for row in (post, *answers):
        row.question = question
    views = view_posts([post, *answers], reader)
    return ThreadView(
        question=question,
        url=question.get_absolute_url(),
        post=views[0],
        answers=tuple(views[1:]),
        tags=tags_of([question.pk]).get(question.pk, ()),
        links=_load_links(question),
        answers_next=answers_next,
        page=page,
        page_count=max(_page_count(question), page + 1 if answers_next else page),
        is_following=_follows(question, reader),
        vote_hints=get_vote_hints(reader),
        can_answer=permissions.can_answer_question(reader, question),
        can_close=permissions.can_close_question(reader, question),
        can_lock=permissions.can_lock_question(reader),
    )


def _page_count(question: Question) -> int:
    """Pages of public answers; who sees hidden ones may find more."""
    return max(1, -(-question.answer_count // ANSWERS_PER_PAGE))


def _load_answers(
    question: Question, reader: "Person", page: int, with_source: bool
) -> tuple[int, list[Post], str | None]:
    """A page of answers, or the last one there is, and the cursor to those after it."""
    answers = answers_in_order(question, reader, with_source=with_source)
    last = _page_count(question)
    wanted = max(page, 1) if page <= last or reader.is_authenticated else last
    for number in dict.fromkeys((wanted, last)):
        start = (number - 1) * ANSWERS_PER_PAGE
        rows = list(answers[start : start + ANSWERS_PER_PAGE + 1])
        if rows or number == last:
            break
    more = len(rows) > ANSWERS_PER_PAGE
    rows = rows[:ANSWERS_PER_PAGE]
    return number, rows, answer_cursor(rows[-1]) if more else None


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
        shows(question_key(row[f"{end}__id"]))
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

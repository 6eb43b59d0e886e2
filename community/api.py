"""The forum over the API: the same services as the pages."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status

from accounts.api import ANYBODY, AbsoluteUrl
from accounts.errors import NotFound
from accounts.http import MemberRequest
from community.enums import PostKind
from community.models import Post, Question, Tag
from community.selectors.cards import PersonCard, tags_of
from community.selectors.detail import CommentView, PostView, ThreadView, get_thread
from community.selectors.lists import DEFAULT_SORT, PAGE_SIZE, SORTS, slice_questions
from community.services import answers as answer_services
from community.services import comments as comment_services
from community.services import questions as question_services
from community.services import solutions, states, votes

router = Router(tags=["community"])

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]


class PersonOut(Schema):
    username: str
    name: str
    url: AbsoluteUrl


class CommentOut(Schema):
    id: int
    body_html: str
    author: PersonOut
    created_at: datetime


class AnswerOut(Schema):
    id: int
    question_id: int
    body_html: str
    score: int
    is_accepted: bool
    author: PersonOut
    created_at: datetime
    comments: list[CommentOut] = []


class QuestionOut(Schema):
    id: int
    url: AbsoluteUrl
    title: str
    body_html: str
    tags: list[str]
    language: str
    author: PersonOut
    state: str
    score: int
    answer_count: int
    accepted_answer_id: int | None
    created_at: datetime


class ThreadOut(QuestionOut):
    comments: list[CommentOut]
    answers: list[AnswerOut]


class QuestionPageOut(Schema):
    items: list[QuestionOut]
    next: str | None


class VoteOut(Schema):
    score: int
    my_vote: int


class QuestionIn(Schema):
    title: str
    body: str
    tags: list[str] = []
    language: str = ""
    article_id: int | None = None


class QuestionPatch(Schema):
    title: str | None = None
    body: str | None = None
    tags: list[str] | None = None
    language: str = ""
    summary: str = ""


class TextIn(Schema):
    body: str


class AnswerPatch(TextIn):
    summary: str = ""


class VoteIn(Schema):
    value: int


def submission_key(request: HttpRequest, text: str) -> UUID | None:
    """The same for the same address and `Idempotency-Key`, so that sending twice posts once."""
    return uuid5(NAMESPACE_URL, f"{request.path} {text}") if text else None


def _state(question: Question) -> str:
    """One word: what a reader must know first about the thread."""
    if question.state != "visible":
        return question.state
    if question.is_locked:
        return "locked"
    return "closed" if question.is_closed else "open"


def _question_out(
    request: HttpRequest, question: Question, *, body_html: str, tags: list[str]
) -> dict[str, Any]:
    return {
        "id": question.pk,
        "url": question.get_absolute_url(),
        "title": question.title,
        "body_html": body_html,
        "tags": tags,
        "language": question.language,
        "author": PersonCard.of(question.author),
        "state": _state(question),
        "score": question.score,
        "answer_count": question.answer_count,
        "accepted_answer_id": question.accepted_answer_id,
        "created_at": question.created_at,
    }


def _comments_out(comments: tuple[CommentView, ...]) -> list[dict[str, Any]]:
    return [
        {"id": c.id, "body_html": c.html, "author": c.author, "created_at": c.created_at}
        for c in comments
    ]


def _answer_out(question_id: int, answer: PostView) -> dict[str, Any]:
    return {
        "id": answer.id,
        "question_id": question_id,
        "body_html": answer.html,
        "score": answer.score,
        "is_accepted": answer.is_accepted,
        "author": answer.author,
        "created_at": answer.created_at,
        "comments": _comments_out(answer.comments),
    }


def _thread_out(request: HttpRequest, thread: ThreadView) -> dict[str, Any]:
    question = _question_out(
        request,
        thread.question,
        body_html=thread.post.html,
        tags=[tag.name for tag in thread.tags],
    )
    answers = [_answer_out(thread.question.pk, answer) for answer in thread.answers]
    return question | {"comments": _comments_out(thread.post.comments), "answers": answers}


def _find_question(request: HttpRequest, question_id: int) -> Question:
    question = Question.objects.visible_to(request.user).filter(pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def _find_post(request: HttpRequest, kind: PostKind, number: int) -> Post:
    """The question's own post by the question's id, or an answer by its id."""
    posts = Post.objects.visible_to(request.user).filter(kind=kind)
    wanted = posts.filter(question=number) if kind == PostKind.QUESTION else posts.filter(pk=number)
    post = wanted.filter(question__in=Question.objects.visible_to(request.user)).first()
    if post is None:
        raise NotFound
    return post


def _show_thread(request: HttpRequest, question_id: int) -> dict[str, Any]:
    return _thread_out(request, get_thread(question_id=question_id, reader=request.user))


def _show_answer(request: HttpRequest, answer: Post) -> dict[str, Any]:
    thread = get_thread(question_id=answer.question_id, reader=request.user)
    view = next((view for view in thread.answers if view.id == answer.pk), None)
    if view is None:
        raise NotFound
    return _answer_out(answer.question_id, view)


@router.get("/questions", auth=ANYBODY, response=QuestionPageOut)
def list_all_questions(
    request: HttpRequest, sort: str = DEFAULT_SORT, tag: str = "", cursor: str = ""
) -> dict[str, Any]:
    """Public questions; `sort` is active, newest, votes or unanswered."""
    found = Tag.objects.filter(slug=tag).first() if tag else None
    if tag and found is None:
        return {"items": [], "next": None}
    sort = sort if sort in SORTS else DEFAULT_SORT
    page = slice_questions(sort=sort, tag=found, author=None, cursor=cursor, limit=PAGE_SIZE)
    ids = [question.pk for question in page.rows]
    texts = Post.objects.filter(question__in=ids, kind=PostKind.QUESTION)
    bodies = dict(texts.values_list("question_id", "body_html"))
    tags = tags_of(ids)
    items = [
        _question_out(
            request,
            question,
            body_html=bodies[question.pk],
            tags=[card.name for card in tags.get(question.pk, ())],
        )
        for question in page.rows
    ]
    return {"items": items, "next": page.next_cursor}


@router.post("/questions", response={HTTPStatus.CREATED: QuestionOut})
def ask_question(
    request: MemberRequest, payload: QuestionIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Ask a question."""
    question = question_services.ask_question(
        actor=request.user,
        submission_key=submission_key(request, idempotency_key),
        read_article_id=payload.article_id,
        **payload.dict(exclude={"article_id"}),
    )
    return Status(HTTPStatus.CREATED, _show_thread(request, question.pk))


@router.get("/questions/{int:question_id}", auth=ANYBODY, response=ThreadOut)
def show_question(request: HttpRequest, question_id: int) -> dict[str, Any]:
    """A question with its answers, the accepted first, then by score."""
    return _show_thread(request, question_id)


@router.patch("/questions/{int:question_id}", response=QuestionOut)
def edit_question(
    request: MemberRequest, question_id: int, payload: QuestionPatch
) -> dict[str, Any]:
    """Change title, text, tags or language; what is left out stays."""
    question = _find_question(request, question_id)
    current_tags = [tag.name for tag in tags_of([question.pk]).get(question.pk, ())]
    question_services.edit_question(
        actor=request.user,
        question=question,
        title=question.title if payload.title is None else payload.title,
        body=question.post.body_markdown if payload.body is None else payload.body,
        tags=current_tags if payload.tags is None else payload.tags,
        language=payload.language,
        summary=payload.summary,
    )
    return _show_thread(request, question_id)


@router.delete("/questions/{int:question_id}", response={HTTPStatus.NO_CONTENT: None})
def delete_question(request: MemberRequest, question_id: int) -> Status[None]:
    """Delete a question that nobody has answered, or any as a moderator; it can be undone."""
    states.delete_post(actor=request.user, post=_find_post(request, PostKind.QUESTION, question_id))
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/questions/{int:question_id}/answers", response={HTTPStatus.CREATED: AnswerOut})
def post_answer(
    request: MemberRequest, question_id: int, payload: TextIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Answer a question."""
    answer = answer_services.post_answer(
        actor=request.user,
        question=_find_question(request, question_id),
        body=payload.body,
        submission_key=submission_key(request, idempotency_key),
    )
    return Status(HTTPStatus.CREATED, _show_answer(request, answer))


@router.patch("/answers/{int:answer_id}", response=AnswerOut)
def edit_answer(request: MemberRequest, answer_id: int, payload: AnswerPatch) -> dict[str, Any]:
    """Change an answer's text."""
    answer = answer_services.edit_answer(
        actor=request.user,
        answer=_find_post(request, PostKind.ANSWER, answer_id),
        body=payload.body,
        summary=payload.summary,
    )
    return _show_answer(request, answer)


@router.delete("/answers/{int:answer_id}", response={HTTPStatus.NO_CONTENT: None})
def delete_answer(request: MemberRequest, answer_id: int) -> Status[None]:
    """Delete an answer; it can be undone."""
    states.delete_post(actor=request.user, post=_find_post(request, PostKind.ANSWER, answer_id))
    return Status(HTTPStatus.NO_CONTENT, None)


def _vote(request: MemberRequest, post: Post, value: int) -> dict[str, int]:
    post = votes.cast_vote(actor=request.user, post=post, value=value)
    return {"score": post.score, "my_vote": value}


@router.post("/questions/{int:question_id}/vote", response=VoteOut)
def vote_on_question(request: MemberRequest, question_id: int, payload: VoteIn) -> dict[str, int]:
    """Vote 1 or -1, or take the vote back with 0."""
    return _vote(request, _find_post(request, PostKind.QUESTION, question_id), payload.value)


@router.post("/answers/{int:answer_id}/vote", response=VoteOut)
def vote_on_answer(request: MemberRequest, answer_id: int, payload: VoteIn) -> dict[str, int]:
    """Vote 1 or -1, or take the vote back with 0."""
    return _vote(request, _find_post(request, PostKind.ANSWER, answer_id), payload.value)


@router.post("/answers/{int:answer_id}/accept", response=ThreadOut)
def accept_answer(request: MemberRequest, answer_id: int) -> dict[str, Any]:
    """Mark the answer that solved the question."""
    answer = _find_post(request, PostKind.ANSWER, answer_id)
    question = solutions.accept_answer(actor=request.user, answer=answer)
    return _show_thread(request, question.pk)


@router.delete("/answers/{int:answer_id}/accept", response=ThreadOut)
def unaccept_answer(request: MemberRequest, answer_id: int) -> dict[str, Any]:
    """Take the mark back."""
    answer = _find_post(request, PostKind.ANSWER, answer_id)
    question = solutions.unaccept_answer(actor=request.user, answer=answer)
    return _show_thread(request, question.pk)


def _comment(
    request: MemberRequest, post: Post, body: str, idempotency_key: str
) -> Status[dict[str, Any]]:
    comment = comment_services.post_comment(
        actor=request.user,
        post=post,
        body=body,
        submission_key=submission_key(request, idempotency_key),
    )
    return Status(
        HTTPStatus.CREATED,
        {
            "id": comment.pk,
            "body_html": comment.body_html,
            "author": PersonCard.of(comment.author),
            "created_at": comment.created_at,
        },
    )


@router.post("/questions/{int:question_id}/comments", response={HTTPStatus.CREATED: CommentOut})
def comment_on_question(
    request: MemberRequest, question_id: int, payload: TextIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Comment on a question."""
    post = _find_post(request, PostKind.QUESTION, question_id)
    return _comment(request, post, payload.body, idempotency_key)


@router.post("/answers/{int:answer_id}/comments", response={HTTPStatus.CREATED: CommentOut})
def comment_on_answer(
    request: MemberRequest, answer_id: int, payload: TextIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Comment on an answer."""
    post = _find_post(request, PostKind.ANSWER, answer_id)
    return _comment(request, post, payload.body, idempotency_key)

"""Questions over the API."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Status

from accounts.api import ANYBODY
from community.api.finding import (
    check_edited_version,
    find_post,
    find_question,
    idempotency_uuid,
    tag_version,
)
from community.api.output import answer_out, question_out, show_thread
from community.api.routing import router
from community.api.schemas import (
    AnswerPageOut,
    IdempotencyKey,
    IfMatch,
    QuestionIn,
    QuestionOut,
    QuestionPageOut,
    QuestionPatch,
    ThreadOut,
)
from community.enums import PostKind
from community.models import Post, Tag
from community.selectors.cards import tags_of
from community.selectors.lists import DEFAULT_SORT, PAGE_SIZE, SORTS, slice_questions
from community.selectors.posts import slice_answers
from community.services import questions as services
from community.services import states
from core.http import MemberRequest


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
    posts = Post.objects.filter(question__in=ids, kind=PostKind.QUESTION)
    texts = {
        question_id: {"version": version, "body": body, "body_html": html}
        for question_id, version, body, html in posts.values_list(
            "question_id", "revision_count", "body_markdown", "body_html"
        )
    }
    tags = tags_of(ids)
    items = [
        question_out(
            question,
            text=texts[question.pk],
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
    question = services.ask_question(
        actor=request.user,
        idempotency_key=idempotency_uuid(idempotency_key),
        read_article_id=payload.article_id,
        **payload.dict(exclude={"article_id"}),
    )
    return Status(HTTPStatus.CREATED, show_thread(request, question.pk))


@router.get("/questions/{int:question_id}", auth=ANYBODY, response=ThreadOut)
def show_question(request: HttpRequest, response: HttpResponse, question_id: int) -> dict[str, Any]:
    """A question with its first answers, the accepted first, then by score."""
    shown = show_thread(request, question_id)
    tag_version(response, shown["version"])
    return shown


@router.get("/questions/{int:question_id}/answers", auth=ANYBODY, response=AnswerPageOut)
def list_answers(request: HttpRequest, question_id: int, cursor: str = "") -> dict[str, Any]:
    """The answers of a question, the accepted first, then by score."""
    question = find_question(request, question_id)
    page = slice_answers(question=question, reader=request.user, cursor=cursor)
    items = [answer_out(question.pk, answer) for answer in page.rows]
    return {"items": items, "next": page.next_cursor}


@router.patch("/questions/{int:question_id}", response=QuestionOut)
def edit_question(
    request: MemberRequest,
    response: HttpResponse,
    question_id: int,
    payload: QuestionPatch,
    if_match: IfMatch = "",
) -> dict[str, Any]:
    """Change title, text, tags or language; what is left out stays.

    Say which version you edited, with `If-Match` (the `ETag` of GET) or as `version`: if there is
    a newer one, the answer is 409 and `error.current` holds it. Without either, the change is
    taken as long as nobody but you has edited the question since it was asked; otherwise the
    answer is 428, with `error.current` as well.
    """
    post = find_post(request, PostKind.QUESTION, question_id)
    is_current = check_edited_version(post, version=payload.version, if_match=if_match)
    services.edit_question(
        actor=request.user,
        question=post.question,
        title=payload.title,
        body=payload.body,
        tags=payload.tags,
        language=payload.language,
        summary=payload.summary,
        version=post.revision_count if is_current else None,
        language_base=post.question.language if is_current else None,
    )
    shown = show_thread(request, question_id)
    tag_version(response, shown["version"])
    return shown


@router.delete("/questions/{int:question_id}", response={HTTPStatus.NO_CONTENT: None})
def delete_question(request: MemberRequest, question_id: int) -> Status[None]:
    """Delete a question that nobody has answered, or any as a moderator; it can be undone."""
    states.delete_post(actor=request.user, post=find_post(request, PostKind.QUESTION, question_id))
    return Status(HTTPStatus.NO_CONTENT, None)

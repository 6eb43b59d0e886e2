"""Answers over the API."""

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
from community.api.output import show_answer, show_thread
from community.api.routing import router
from community.api.schemas import (
    AnswerOut,
    AnswerPatch,
    IdempotencyKey,
    IfMatch,
    TextIn,
    ThreadOut,
)
from community.enums import PostKind
from community.services import answers as services
from community.services import solutions, states
from core.http import MemberRequest


@router.post("/questions/{int:question_id}/answers", response={HTTPStatus.CREATED: AnswerOut})
def post_answer(
    request: MemberRequest, question_id: int, payload: TextIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Answer a question."""
    answer = services.post_answer(
        actor=request.user,
        question=find_question(request, question_id),
        body=payload.body,
        idempotency_key=idempotency_uuid(idempotency_key),
    )
    return Status(HTTPStatus.CREATED, show_answer(request, answer.pk))


@router.get("/answers/{int:answer_id}", auth=ANYBODY, response=AnswerOut)
def show_one_answer(request: HttpRequest, response: HttpResponse, answer_id: int) -> dict[str, Any]:
    """Return one answer."""
    shown = show_answer(request, answer_id)
    tag_version(response, shown["version"])
    return shown


@router.patch("/answers/{int:answer_id}", response=AnswerOut)
def edit_answer(
    request: MemberRequest,
    response: HttpResponse,
    answer_id: int,
    payload: AnswerPatch,
    if_match: IfMatch = "",
) -> dict[str, Any]:
    """Change an answer's text.

    Say which version you edited, with `If-Match` (the `ETag` of GET) or as `version`: if there is
    a newer one, the answer is 409 and `error.current` holds it. Without either, the change is
    taken as long as nobody but you has edited the answer since it was posted; otherwise the
    answer is 428, with `error.current` as well.
    """
    answer = find_post(request, PostKind.ANSWER, answer_id)
    is_current = check_edited_version(answer, version=payload.version, if_match=if_match)
    services.edit_answer(
        actor=request.user,
        answer=answer,
        body=payload.body,
        summary=payload.summary,
        version=answer.revision_count if is_current else None,
    )
    shown = show_answer(request, answer_id)
    tag_version(response, shown["version"])
    return shown


@router.delete("/answers/{int:answer_id}", response={HTTPStatus.NO_CONTENT: None})
def delete_answer(request: MemberRequest, answer_id: int) -> Status[None]:
    """Delete an answer; it can be undone."""
    states.delete_post(actor=request.user, post=find_post(request, PostKind.ANSWER, answer_id))
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/answers/{int:answer_id}/accept", response=ThreadOut)
def accept_answer(request: MemberRequest, answer_id: int) -> dict[str, Any]:
    """Mark the answer that solved the question."""
    answer = find_post(request, PostKind.ANSWER, answer_id)
    question = solutions.accept_answer(actor=request.user, answer=answer)
    return show_thread(request, question.pk)


@router.delete("/answers/{int:answer_id}/accept", response=ThreadOut)
def unaccept_answer(request: MemberRequest, answer_id: int) -> dict[str, Any]:
    """Take the mark back."""
    answer = find_post(request, PostKind.ANSWER, answer_id)
    question = solutions.unaccept_answer(actor=request.user, answer=answer)
    return show_thread(request, question.pk)

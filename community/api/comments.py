"""Comments over the API."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja import Status

from accounts.api import ANYBODY
from community.api.finding import find_post, idempotency_uuid
from community.api.output import COMMENTS_SHOWN, comment_out
from community.api.routing import router
from community.api.schemas import CommentOut, CommentPageOut, IdempotencyKey, TextIn
from community.enums import PostKind
from community.models import Post
from community.selectors.cards import PersonCard
from community.selectors.posts import slice_comments
from community.services import comments as services
from core.http import MemberRequest


def _list(request: HttpRequest, post: Post, cursor: str) -> dict[str, Any]:
    page = slice_comments(post=post, reader=request.user, cursor=cursor, limit=COMMENTS_SHOWN)
    return {"items": [comment_out(comment) for comment in page.rows], "next": page.next_cursor}


@router.get("/questions/{int:question_id}/comments", auth=ANYBODY, response=CommentPageOut)
def list_comments_on_question(
    request: HttpRequest, question_id: int, cursor: str = ""
) -> dict[str, Any]:
    """The comments on a question, oldest first."""
    return _list(request, find_post(request, PostKind.QUESTION, question_id), cursor)


@router.get("/answers/{int:answer_id}/comments", auth=ANYBODY, response=CommentPageOut)
def list_comments_on_answer(
    request: HttpRequest, answer_id: int, cursor: str = ""
) -> dict[str, Any]:
    """The comments on an answer, oldest first."""
    return _list(request, find_post(request, PostKind.ANSWER, answer_id), cursor)


def _comment(
    request: MemberRequest, post: Post, body: str, idempotency_key: str
) -> Status[dict[str, Any]]:
    comment = services.post_comment(
        actor=request.user,
        post=post,
        body=body,
        idempotency_key=idempotency_uuid(idempotency_key),
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
    post = find_post(request, PostKind.QUESTION, question_id)
    return _comment(request, post, payload.body, idempotency_key)


@router.post("/answers/{int:answer_id}/comments", response={HTTPStatus.CREATED: CommentOut})
def comment_on_answer(
    request: MemberRequest, answer_id: int, payload: TextIn, idempotency_key: IdempotencyKey = ""
) -> Status[dict[str, Any]]:
    """Comment on an answer."""
    post = find_post(request, PostKind.ANSWER, answer_id)
    return _comment(request, post, payload.body, idempotency_key)

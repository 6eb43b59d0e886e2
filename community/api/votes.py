"""Votes over the API."""

from community.api.finding import find_post
from community.api.routing import router
from community.api.schemas import VoteIn, VoteOut
from community.enums import PostKind
from community.models import Post
from community.services import votes
from core.http import MemberRequest


def _vote(request: MemberRequest, post: Post, value: int) -> dict[str, int]:
    post = votes.cast_vote(actor=request.user, post=post, value=value)
    return {"score": post.score, "my_vote": value}


@router.post("/questions/{int:question_id}/vote", response=VoteOut)
def vote_on_question(request: MemberRequest, question_id: int, payload: VoteIn) -> dict[str, int]:
    """Vote 1 or -1, or take the vote back with 0."""
    return _vote(request, find_post(request, PostKind.QUESTION, question_id), payload.value)


@router.post("/answers/{int:answer_id}/vote", response=VoteOut)
def vote_on_answer(request: MemberRequest, answer_id: int, payload: VoteIn) -> dict[str, int]:
    """Vote 1 or -1, or take the vote back with 0."""
    return _vote(request, find_post(request, PostKind.ANSWER, answer_id), payload.value)

"""What a call names, as far as the caller may know that it exists."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest, HttpResponse

from community.enums import PostKind
from community.models import Post, Question
from community.services.versions import EditConflict, current_text, edit_version
from core.errors import NotFound


def find_question(request: HttpRequest, question_id: int) -> Question:
    question = Question.objects.visible_to(request.user).filter(pk=question_id).first()
    if question is None:
        raise NotFound
    return question


def find_post(request: HttpRequest, kind: PostKind, number: int) -> Post:
    """The question's own post by the question's id, or an answer by its id."""
    posts = Post.objects.visible_to(request.user).filter(kind=kind).select_related("question")
    wanted = posts.filter(question=number) if kind == PostKind.QUESTION else posts.filter(pk=number)
    post = wanted.first()
    if post is None:
        raise NotFound
    return post


def idempotency_uuid(idempotency_key: str) -> UUID | None:
    """The same for the same `Idempotency-Key`, so that sending twice posts once."""
    return uuid5(NAMESPACE_URL, idempotency_key) if idempotency_key else None


def check_edited_version(post: Post, *, version: int | None, if_match: str) -> bool:
    """Whether a PATCH says which version it began from, by `If-Match` or in its body.

    Raises `EditConflict` where that is not the current one.
    """
    if if_match.strip() == "*":
        return True
    current = edit_version(post)
    named = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    is_other = if_match and str(current) not in named
    if is_other or version not in (None, current):
        raise EditConflict(current_text(post))
    return bool(if_match) or version is not None


def tag_version(response: HttpResponse, version: int) -> None:
    """Say the version in the header that `If-Match` sends back."""
    response["ETag"] = f'"{version}"'

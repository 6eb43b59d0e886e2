"""Finding what a URL names, as far as its reader may know that it exists."""

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from community.enums import PostKind, PostState
from community.models import Comment, Post, Question, Tag
from community.querysets import PostQuerySet

if TYPE_CHECKING:
    from community.permissions import Person


def _posts(reader: "Person") -> PostQuerySet:
    """Posts the reader may see, and their own that they deleted themselves."""
    posts = Post.objects.visible_to(reader)
    if reader.is_authenticated:
        posts = posts | Post.objects.filter(
            author=reader, state=PostState.DELETED, state_changed_by=reader
        )
    return posts.select_related("question__author", "author")


def find_question(reader: "Person", pk: int) -> Question:
    """Return a question the reader may see, or answer 404."""
    questions = Question.objects.visible_to(reader).select_related("author")
    return get_object_or_404(questions, pk=pk)


def find_question_post(reader: "Person", pk: int) -> Post:
    """Return the text of a question the reader may see, or answer 404."""
    return get_object_or_404(_posts(reader), question_id=pk, kind=PostKind.QUESTION)


def find_post(reader: "Person", pk: int) -> Post:
    """Return a post the reader may see in a thread they may see, or answer 404."""
    post = get_object_or_404(_posts(reader), pk=pk)
    if post.is_answer:
        find_question_post(reader, post.question_id)
    return post


def find_answer(reader: "Person", pk: int) -> Post:
    """Return an answer the reader may see, or answer 404."""
    answer = get_object_or_404(_posts(reader), pk=pk, kind=PostKind.ANSWER)
    find_question_post(reader, answer.question_id)
    return answer


def find_comment(reader: "Person", pk: int) -> Comment:
    """Return a comment the reader may see, or answer 404."""
    comments = Comment.objects.visible_to(reader).exclude(state=PostState.DELETED)
    comment = get_object_or_404(comments.select_related("post__question", "author"), pk=pk)
    find_post(reader, comment.post_id)
    return comment


def find_tag(slug: str) -> Tag:
    """Return the tag of this URL, or answer 404."""
    return get_object_or_404(Tag.objects.select_related("synonym_of"), slug=slug)

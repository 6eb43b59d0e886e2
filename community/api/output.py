"""From what selectors found to what the API gives."""

from typing import Any

from django.http import HttpRequest

from community.models import Question
from community.selectors.cards import PersonCard
from community.selectors.detail import ThreadView, get_thread
from community.selectors.posts import CommentView, PostView, get_post_view
from core.keyset import encode_position

COMMENTS_SHOWN = 100
"""Comments that stand under a post; a cursor leads to the others."""


def _state(question: Question) -> str:
    """One word: what a reader must know first about the thread."""
    if question.state != "visible":
        return question.state
    if question.is_locked:
        return "locked"
    return "closed" if question.is_closed else "open"


def question_out(question: Question, *, text: dict[str, Any], tags: list[str]) -> dict[str, Any]:
    """A question; `text` holds version, body and body_html of its post."""
    return text | {
        "version": text["version"] + question.language_changes,
        "id": question.pk,
        "url": question.get_absolute_url(),
        "title": question.title,
        "tags": tags,
        "language": question.language,
        "author": PersonCard.of(question.author),
        "state": _state(question),
        "score": question.score,
        "answer_count": question.answer_count,
        "accepted_answer_id": question.accepted_answer_id,
        "created_at": question.created_at,
    }


def comment_out(comment: CommentView) -> dict[str, Any]:
    return {
        "id": comment.id,
        "body_html": comment.html,
        "author": comment.author,
        "created_at": comment.created_at,
    }


def _comments_out(post: PostView) -> dict[str, Any]:
    """The first comments under a post, and the cursor to the others."""
    shown = post.comments[:COMMENTS_SHOWN]
    more = len(post.comments) > len(shown)
    return {
        "comments": [comment_out(comment) for comment in shown],
        "comments_next": encode_position(shown[-1].created_at, shown[-1].id) if more else None,
    }


def text_out(post: PostView) -> dict[str, Any]:
    return {"version": post.revision_count, "body": post.markdown, "body_html": post.html}


def answer_out(question_id: int, answer: PostView) -> dict[str, Any]:
    return (
        text_out(answer)
        | _comments_out(answer)
        | {
            "id": answer.id,
            "question_id": question_id,
            "score": answer.score,
            "is_accepted": answer.is_accepted,
            "author": answer.author,
            "created_at": answer.created_at,
        }
    )


def thread_out(thread: ThreadView) -> dict[str, Any]:
    tags = [tag.name for tag in thread.tags]
    question = question_out(thread.question, text=text_out(thread.post), tags=tags)
    return (
        question
        | _comments_out(thread.post)
        | {
            "answers": [answer_out(thread.question.pk, answer) for answer in thread.answers],
            "answers_next": thread.answers_next,
        }
    )


def show_thread(request: HttpRequest, question_id: int) -> dict[str, Any]:
    thread = get_thread(question_id=question_id, reader=request.user, with_source=True)
    return thread_out(thread)


def show_answer(request: HttpRequest, answer_id: int) -> dict[str, Any]:
    """An answer by its id, wherever in its thread it stands."""
    question, view = get_post_view(post_id=answer_id, reader=request.user)
    return answer_out(question.pk, view)

"""What the forum's part of the API takes and gives."""

from datetime import datetime
from typing import Annotated

from ninja import Header, Schema
from pydantic import Field

from accounts.api import AbsoluteUrl

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=200)]
IfMatch = Annotated[str, Header(alias="If-Match", max_length=200)]


class PersonOut(Schema):
    username: str
    name: str
    url: AbsoluteUrl


class CommentOut(Schema):
    id: int
    body_html: str
    author: PersonOut
    created_at: datetime


class CommentPageOut(Schema):
    """Comments in the order they were written; pass `next` as `cursor` for the ones after them."""

    items: list[CommentOut]
    next: str | None


class AnswerOut(Schema):
    """`body` is the Markdown of `body_html`; `version` counts its texts (see PATCH)."""

    id: int
    question_id: int
    version: int
    body: str
    body_html: str
    score: int
    is_accepted: bool
    author: PersonOut
    created_at: datetime
    comments: list[CommentOut] = []
    comments_next: str | None = None


class AnswerPageOut(Schema):
    """Answers in display order; pass `next` as `cursor` for the ones after them."""

    items: list[AnswerOut]
    next: str | None


class QuestionOut(Schema):
    """`body` is the Markdown of `body_html`; `version` counts its changes (see PATCH)."""

    id: int
    url: AbsoluteUrl
    version: int
    title: str
    body: str
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
    """A question with the first of its answers and comments.

    `answers_next` and `comments_next` are cursors for the lists of the others.
    """

    comments: list[CommentOut]
    comments_next: str | None
    answers: list[AnswerOut]
    answers_next: str | None


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


class Versioned(Schema):
    version: int | None = Field(
        default=None, description="The version that was edited, unless If-Match says it."
    )


class QuestionPatch(Versioned):
    title: str | None = None
    body: str | None = None
    tags: list[str] | None = None
    language: str = ""
    summary: str = ""


class TextIn(Schema):
    body: str


class AnswerPatch(Versioned):
    body: str
    summary: str = ""


class VoteIn(Schema):
    value: int

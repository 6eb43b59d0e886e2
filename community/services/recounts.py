"""Counting again what the other services keep counted, from the rows themselves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from community.enums import PostKind, PostState
from community.models import Comment, Follow, Post, Question, QuestionTag, Revision, Tag, Vote
from community.services.activity import derive_activity, find_activity
from core.memory import id_chunks, sparing_memory

CHUNK_SIZE: Final = 2_000


@dataclass(frozen=True)
class Counter:
    """A column that repeats what other rows say, and the expression that says it."""

    model: type[Model]
    column: str
    truth: object


def _count(rows: QuerySet[Model], link: str, amount: object = None) -> Coalesce:
    grouped = rows.order_by().values(link).annotate(n=amount or Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def _votes(value: int) -> Coalesce:
    return _count(Vote.objects.filter(post=OuterRef("pk"), value=value), "post")


def _question_post(column: str) -> Subquery:
    post = Post.objects.filter(question=OuterRef("pk"), kind=PostKind.QUESTION)
    return Subquery(post.values(column)[:1])


def counters() -> tuple[Counter, ...]:
    """Every denormalised column of the forum."""
    visible = Q(state=PostState.VISIBLE)
    answers = Post.objects.filter(visible, question=OuterRef("pk"), kind=PostKind.ANSWER)
    accepted = Post.objects.filter(question=OuterRef("pk"), accepted_at__isnull=False)
    comments = Comment.objects.filter(visible, post=OuterRef("pk"))
    tagged = QuestionTag.objects.filter(tag=OuterRef("pk"), content_object__state=PostState.VISIBLE)
    return (
        Counter(Post, "comment_count", _count(comments, "post")),
        Counter(
            Post,
            "revision_count",
            _count(Revision.objects.filter(post=OuterRef("pk")), "post"),
        ),
        Counter(Question, "answer_count", _count(answers, "question")),
        Counter(
            Question,
            "follower_count",
            _count(Follow.objects.filter(question=OuterRef("pk")), "question"),
        ),
        Counter(Question, "score", _question_post("score")),
        Counter(Question, "state", _question_post("state")),
        Counter(Question, "author_id", _question_post("author_id")),
        Counter(Question, "accepted_answer_id", Subquery(accepted.values("pk")[:1])),
        Counter(Tag, "question_count", _count(tagged, "tag")),
    )


def recount_votes(*, post_ids: Iterable[int] | None = None) -> int:
    """Set up, down and score of posts from their votes; returns how many were wrong."""
    posts = Post.objects.all() if post_ids is None else Post.objects.filter(pk__in=post_ids)
    wrong = posts.annotate(ups=_votes(1), downs=_votes(-1)).exclude(
        up_count=F("ups"), down_count=F("downs")
    )
    return _repair_in_chunks(
        wrong, up_count=_votes(1), down_count=_votes(-1), score=_votes(1) - _votes(-1)
    )


@sparing_memory()
def recount_community() -> dict[str, int]:
    """Repair every counter of the forum; returns how many rows were wrong, by column.

    Rows that are right are not written. Safe to run while people write: each chunk is one
    statement that counts and sets at once.
    """
    repaired = {"post.votes": recount_votes()}
    for counter in counters():
        name = f"{counter.model._meta.model_name}.{counter.column}"
        repaired[name] = _repair(counter)
    repaired["question.last_activity"] = recount_activity()
    return repaired


def recount_activity(*, question_ids: Collection[int] | None = None) -> int:
    """Set when, and by whom, threads were last active; returns how many were wrong."""
    questions = Question.objects.all()
    if question_ids is not None:
        questions = questions.filter(pk__in=question_ids)
    return sum(map(_repair_activity, id_chunks(questions, CHUNK_SIZE)))


@transaction.atomic
def _repair_activity(question_ids: list[int]) -> int:
    """Only what is wrong is locked, looked at again and written."""
    rows = Question.objects.filter(pk__in=question_ids)
    truth = find_activity(question_ids)
    wrong = [
        pk
        for pk, *found in rows.values_list("pk", "last_activity_at", "last_activity_by_id")
        if tuple(found) != truth[pk]
    ]
    for question in rows.select_for_update(no_key=True).filter(pk__in=wrong).order_by("pk"):
        derive_activity(question)
    return len(wrong)


def _repair(counter: Counter) -> int:
    rows = counter.model._default_manager.annotate(truth=counter.truth)
    differs = ~Q(**{counter.column: F("truth")}) & Q(truth__isnull=False)
    if counter.column == "accepted_answer_id":
        differs |= Q(truth__isnull=True, accepted_answer_id__isnull=False) | Q(
            truth__isnull=False, accepted_answer_id__isnull=True
        )
    return _repair_in_chunks(rows.filter(differs), **{counter.column: counter.truth})


def _repair_in_chunks(wrong: QuerySet[Any], **values: object) -> int:
    repaired = 0
    for ids in id_chunks(wrong, CHUNK_SIZE):
        with transaction.atomic():
            repaired += wrong.model._default_manager.filter(pk__in=ids).update(**values)
    return repaired

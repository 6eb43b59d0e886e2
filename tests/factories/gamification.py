"""The forum's facts that points follow from, made quickly and without asking permission.

Rows are written directly, so that a test can put anything at any time; what the services do is
used where a test is about them.
"""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from accounts.models import User
from community.enums import PostKind, PostState, RevisionKind
from community.models import Post, Question, Revision, Vote
from gamification.models import ReputationTotal
from tests.factories.accounts import UserFactory


class ThreadFactory(factory.django.DjangoModelFactory[Question]):
    """A question with its text."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"How do I wash down jacket number {n}?")
    slug = "how-do-i-wash-a-down-jacket"
    author = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(timezone.now)
    last_activity_at = factory.SelfAttribute("created_at")

    @factory.post_generation
    def text(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write the post that holds the question's text."""
        PostFactory(question=self, kind=PostKind.QUESTION, author=self.author, **kwargs)


class PostFactory(factory.django.DjangoModelFactory[Post]):
    """An answer, unless told otherwise, with its first revision."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    question = factory.SubFactory(ThreadFactory)
    kind = PostKind.ANSWER
    author = factory.SubFactory(UserFactory)
    body_markdown = "Wash it cold with a cup of soap for down, then tumble it dry with two balls."
    body_html = factory.LazyAttribute(lambda post: f"<p>{post.body_markdown}</p>")
    body_text = factory.SelfAttribute("body_markdown")
    created_at = factory.SelfAttribute("question.created_at")

    @factory.post_generation
    def revision(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write the first revision, and count the answer."""
        if self.kind == PostKind.ANSWER and self.state == PostState.VISIBLE:
            self.question.answer_count += 1
            self.question.save(update_fields=["answer_count"])
        Revision.objects.create(
            post=self,
            number=1,
            kind=RevisionKind.INITIAL,
            author=self.author,
            body_markdown=self.body_markdown,
            created_at=self.created_at,
        )


def add_votes(
    post: Post,
    *,
    ups: int = 0,
    downs: int = 0,
    at: dt.datetime | None = None,
    imported: bool = False,
) -> list[Vote]:
    """Write votes of so many different people, or of nobody as an import does."""
    moment = at or post.created_at
    votes = [
        Vote.objects.create(
            post=post,
            voter=None if imported else UserFactory(),
            author_id=post.author_id,
            value=value,
            created_at=moment,
            updated_at=moment,
        )
        for value in [1] * ups + [-1] * downs
    ]
    post.up_count += ups
    post.down_count += downs
    post.score = post.up_count - post.down_count
    post.save(update_fields=["up_count", "down_count", "score"])
    return votes


def mark_accepted(answer: Post, *, at: dt.datetime | None = None, by: User | None = None) -> None:
    """Accept an answer; by nobody, as an import does, unless told otherwise."""
    answer.accepted_at = at or answer.created_at
    answer.accepted_by = by
    answer.save(update_fields=["accepted_at", "accepted_by"])
    answer.question.accepted_answer = answer
    answer.question.save(update_fields=["accepted_answer"])


def give_points(user: User, points: int) -> User:
    """Let somebody have points out of nothing."""
    ReputationTotal.objects.update_or_create(user=user, defaults={"points": points})
    return user

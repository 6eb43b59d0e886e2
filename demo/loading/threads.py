"""The threads, replayed in the order in which everything was written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from community.models import Category, Post, Question
from community.services.answers import edit_answer, post_answer
from community.services.closing import close_question, lock_question
from community.services.comments import post_comment
from community.services.questions import ask_question, edit_question
from community.services.solutions import accept_answer
from community.services.states import delete_post, hide_post
from demo.loading.content import Closing, Thread
from demo.loading.run import Run
from demo.loading.threads_format import Entry

HIDING_MODERATOR = "moderator"


@dataclass(frozen=True)
class Step:
    """Something that somebody did at some moment."""

    moment: datetime
    do: Callable[[], None]


def load_threads(run: Run) -> None:
    """Ask, answer, comment, edit, accept, close: all through the services of the forum."""
    replay = Replay(run)
    steps = sorted(replay.steps(), key=lambda step: step.moment)
    for step in run.show(steps, len(steps)):
        run.clock.set(step.moment)
        step.do()
    for thread in run.content.threads:
        Question.objects.filter(pk=replay.questions[thread.slug].pk).update(view_count=thread.views)


class Replay:
    """Turns threads into steps, and remembers what the steps have made."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.categories = {category.slug: category for category in Category.objects.all()}
        self.questions: dict[str, Question] = {}
        self.posts: dict[tuple[str, int], Post] = {}

    def steps(self) -> list[Step]:
        """Everything that happened, thread by thread."""
        return [step for thread in self.run.content.threads for step in self._steps_of(thread)]

    def _steps_of(self, thread: Thread) -> list[Step]:
        created_at = self.run.ago(thread.age)
        steps = [Step(created_at, lambda: self.ask(thread))]
        for entry in thread.entries:
            steps += self._steps_of_entry(thread, entry)
        if thread.closed:
            closed = thread.closed
            steps.append(Step(created_at + closed.after, lambda: self.close(thread, closed)))
        if thread.locked:
            locked = thread.locked
            steps.append(Step(created_at + locked.after, lambda: self.lock(thread, locked)))
        return steps

    def _steps_of_entry(self, thread: Thread, entry: Entry) -> list[Step]:
        created_at = self.run.ago(thread.age)
        write = {"answer": self.answer, "comment": self.comment, "edit": self.edit}[entry.kind]
        steps = [Step(created_at + entry.after, lambda: write(thread, entry))]
        if entry.accepted:
            steps.append(Step(created_at + entry.accepted, lambda: self.accept(thread, entry)))
        if entry.removal:
            steps.append(Step(created_at + entry.removal.after, lambda: self.remove(thread, entry)))
        return steps

    def ask(self, thread: Thread) -> None:
        question = ask_question(
            actor=self.run.person(thread.author),
            title=thread.title,
            body=thread.body,
            tags=list(thread.tags),
            language=thread.language,
            category=self.categories[thread.category],
        )
        self.questions[thread.slug] = question
        self.posts[thread.slug, 0] = question.post

    def answer(self, thread: Thread, entry: Entry) -> None:
        self.posts[thread.slug, entry.position] = post_answer(
            actor=self.run.person(entry.author),
            question=self.questions[thread.slug],
            body=entry.body,
        )

    def comment(self, thread: Thread, entry: Entry) -> None:
        post = self.posts[thread.slug, entry.position]
        post_comment(actor=self.run.person(entry.author), post=post, body=entry.body)

    def edit(self, thread: Thread, entry: Entry) -> None:
        actor = self.run.person(entry.author)
        if entry.position:
            answer = self.posts[thread.slug, entry.position]
            answer.refresh_from_db(fields=["revision_count"])
            edit_answer(
                actor=actor,
                answer=answer,
                body=entry.body,
                summary=entry.summary,
                version=answer.revision_count,
            )
            return
        question = self.questions[thread.slug]
        edit_question(
            actor=actor,
            question=question,
            title=thread.title,
            body=entry.body,
            tags=list(thread.tags),
            summary=entry.summary,
            version=question.post.revision_count,
        )

    def accept(self, thread: Thread, entry: Entry) -> None:
        answer = self.posts[thread.slug, entry.position]
        accept_answer(actor=self.run.person(thread.author), answer=answer)

    def remove(self, thread: Thread, entry: Entry) -> None:
        post, removal = self.posts[thread.slug, entry.position], entry.removal
        assert removal is not None  # noqa: S101 - steps are made for removals only
        if removal.state == "hidden":
            moderator = self.run.person(HIDING_MODERATOR)
            hide_post(actor=moderator, post=post, reason=removal.reason)
        else:
            author = self.run.person(entry.author)
            delete_post(actor=author, post=post, reason=removal.reason)

    def close(self, thread: Thread, closing: Closing) -> None:
        close_question(
            actor=self.run.person(closing.by),
            question=self.questions[thread.slug],
            reason=closing.reason,
            duplicate_of=self.questions.get(closing.duplicate_of),
        )

    def lock(self, thread: Thread, locking: Closing) -> None:
        lock_question(
            actor=self.run.person(locking.by),
            question=self.questions[thread.slug],
            reason=locking.reason,
        )

"""What a part of the loader is given."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from accounts.models import User
from community.models import Post, Question
from demo.loading.clock import Clock
from demo.loading.content import ShopContent

T = TypeVar("T")
Progress = Callable[[Iterable[T], int], Iterator[T]]


@dataclass
class Run:
    """One loading: the texts, the day that counts as today, the clock, and how to show progress."""

    content: ShopContent
    today: datetime
    clock: Clock
    show: Callable[..., Iterator]
    _people: dict[str, User] = field(default_factory=dict)

    def ago(self, span: timedelta) -> datetime:
        """The moment that lies so far back."""
        return self.today - span

    def person(self, username: str) -> User:
        """A person of the demo; the same object each time, with their privileges read once."""
        if not self._people:
            self._people = {user.username: user for user in User.objects.all()}
        return self._people[username]

    def forget_privileges(self) -> None:
        """Let everybody's privileges be read again, after points have changed."""
        self._people = {}

    def post_of(self, reference: str) -> Post:
        """The answer that "thread#id" names; without id the accepted or else the first one."""
        slug, _, key = reference.partition("#")
        thread = next(thread for thread in self.content.threads if thread.slug == slug)
        question = self.question_of(slug)
        answers = list(question.posts.filter(kind="answer").order_by("created_at", "pk"))
        ordered = sorted(thread.answers, key=lambda entry: entry.after)
        if key:
            return answers[next(i for i, entry in enumerate(ordered) if entry.key == key)]
        accepted = [answer for answer in answers if answer.is_accepted]
        return (accepted or answers)[0]

    def question_of(self, slug: str) -> Question:
        """The question of a thread."""
        thread = next(thread for thread in self.content.threads if thread.slug == slug)
        return Question.objects.get(
            title=thread.title, author__username=thread.author, created_at=self.ago(thread.age)
        )

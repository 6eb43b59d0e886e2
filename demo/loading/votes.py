"""The votes: as many on each post as its file wants, from people who could have cast them.

They are written in bulk, counted by the forum's own recount, and turned into points by the
ledger's own rebuild; one service call each would take longer than all the rest of the demo.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from community.enums import PostState
from community.models import Post, Vote
from community.services.recounts import recount_community
from demo.loading.content import Thread
from demo.loading.run import Run
from gamification.enums import Reason
from gamification.rules import current_rules
from gamification.services.reconcile import rebuild_ledger

SEED: Final = 20_260_401
FRESH: Final = timedelta(days=12)
SHARE_WHILE_FRESH: Final = 0.55
SOONEST: Final = timedelta(minutes=10)


def load_votes(run: Run) -> None:
    """Cast, count, and write the ledger, so that points unlock what the next parts need."""
    booth = _Booth(run)
    Vote.objects.bulk_create(list(booth.votes()), batch_size=500)
    recount_community()
    rebuild_ledger()
    run.forget_privileges()


class _Booth:
    """Chooses voters and moments, the same ones on each loading."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.chance = random.Random(SEED)  # noqa: S311 - not a secret
        points = expected_points(run.content.threads)
        thresholds = current_rules().thresholds
        roles = {person.username for person in run.content.people if person.role}
        self.voters = {
            1: self._who(points, roles, thresholds["community.vote_up"]),
            -1: self._who(points, roles, thresholds["community.vote_down"]),
        }

    @staticmethod
    def _who(points: Counter[str], roles: set[str], threshold: int) -> list[str]:
        return sorted(roles | {name for name, amount in points.items() if amount >= threshold})

    def votes(self) -> Iterator[Vote]:
        """All votes, thread by thread."""
        for thread in self.run.content.threads:
            posts = self._posts(thread)
            yield from self._votes_on(posts[0], thread.up, thread.down)
            ordered = sorted(thread.answers, key=lambda entry: entry.after)
            for entry, post in zip(ordered, posts[1:], strict=True):
                if post.state == PostState.VISIBLE:
                    yield from self._votes_on(post, entry.up, entry.down)

    def _posts(self, thread: Thread) -> list[Post]:
        question = self.run.question_of(thread.slug)
        answers = question.posts.filter(kind="answer").order_by("created_at", "pk")
        return [question.post, *answers]

    def _votes_on(self, post: Post, up: int, down: int) -> Iterator[Vote]:
        used: set[str] = {post.author.username}
        for value, wanted in ((-1, down), (1, up)):
            able = [
                name
                for name in self.voters[value]
                if name not in used and self.run.person(name).date_joined < post.created_at
            ]
            for name in self.chance.sample(able, min(wanted, len(able))):
                used.add(name)
                moment = self._moment(post.created_at)
                yield Vote(
                    post=post,
                    voter=self.run.person(name),
                    author_id=post.author_id,
                    value=value,
                    created_at=moment,
                    updated_at=moment,
                )

    def _moment(self, written: datetime) -> datetime:
        """Most votes come while a post is new, the others whenever somebody finds it."""
        age = self.run.today - written
        if self.chance.random() < SHARE_WHILE_FRESH:
            waited = min(age, FRESH) * self.chance.random() ** 2
        else:
            waited = age * self.chance.random()
        return written + max(min(SOONEST, age), waited)


def expected_points(threads: tuple[Thread, ...]) -> Counter[str]:
    """What the votes and acceptances of the files will be worth to each author."""
    worth = current_rules().points
    points: Counter[str] = Counter()
    for thread in threads:
        points[thread.author] += thread.up * worth[Reason.QUESTION_UPVOTED]
        for answer in thread.answers:
            points[answer.author] += answer.up * worth[Reason.ANSWER_UPVOTED]
            if answer.accepted:
                points[answer.author] += worth[Reason.ANSWER_ACCEPTED]
    return points

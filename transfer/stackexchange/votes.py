"""Votes without voters, and scores that agree with the dump's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.db.models import Count, Q

from community.models import Follow, Post, Question, Vote
from community.services.recounts import recount_votes
from transfer.stackexchange.people import People, Person
from transfer.stackexchange.references import PostReference, find_posts, recount
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tally import Tally

_KIND: Final = "vote"
_ACCEPTED: Final = "1"
_FAVOURITE: Final = "5"
_VALUES: Final = {"2": 1, "3": -1}
_REASONS: Final = {
    "4": "flag: offensive",
    "6": "vote to close",
    "7": "vote to reopen",
    "8": "start of a bounty",
    "9": "end of a bounty",
    "10": "vote to delete",
    "11": "vote to undelete",
    "12": "flag: spam",
    "15": "moderator review",
    "16": "approval of an edit",
}
_DATES_WRITTEN: Final = "dates of acceptance"
_WRITE_SIZE: Final = 2_000


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A row of Votes.xml."""

    row: Row
    old_id: str
    post_id: int
    vote_type: str
    person: Person
    created_at: datetime


class VoteStage(FileStage[VoteRow]):
    """Votes.xml. Ups and downs become votes without voter; favourites become following."""

    name = "votes"
    file_name = "Votes.xml"
    root = "votes"

    def parse(self, row: Row) -> VoteRow:
        """Read the vote."""
        return VoteRow(
            row=row,
            old_id=str(row.integer("Id")),
            post_id=row.integer("PostId"),
            vote_type=row.text("VoteTypeId"),
            person=Person(row.text("UserId"), ""),
            created_at=row.moment("CreationDate"),
        )

    def write(self, batch: list[VoteRow], tally: Tally) -> None:
        """Write the batch and recount the posts it touches."""
        posts = find_posts(self.run.source, (item.post_id for item in batch))
        done = self.taken(_KIND, (item.old_id for item in batch))
        votes: dict[str, Vote] = {}
        accepted: list[tuple[VoteRow, PostReference]] = []
        favourites: list[tuple[VoteRow, PostReference]] = []
        for item in batch:
            post = posts.get(item.post_id)
            if item.old_id in done or item.old_id in votes:
                tally.skip(item.row, ALREADY_THERE)
            elif item.vote_type in _REASONS:
                tally.skip(item.row, f"{_REASONS[item.vote_type]}: not kept")
            elif post is None:
                tally.skip(item.row, "its post is not in the dump")
            elif item.vote_type in _VALUES:
                votes[item.old_id] = _build(post, _VALUES[item.vote_type], item.created_at)
            elif item.vote_type == _ACCEPTED:
                accepted.append((item, post))
            elif item.vote_type == _FAVOURITE:
                favourites.append((item, post))
            else:
                tally.skip(item.row, f"unknown type {item.vote_type}")
        self._write_votes(votes, tally)
        _date_acceptances(accepted, tally)
        self._follow(favourites, tally)

    def _write_votes(self, votes: dict[str, Vote], tally: Tally) -> None:
        written = Vote.objects.bulk_create(votes.values())
        self.remember(
            _KIND,
            ((old_id, vote.pk) for old_id, vote in zip(votes, written, strict=True)),
        )
        _recount({vote.post_id for vote in written})
        tally.write("votes", len(written))

    def _follow(self, favourites: list[tuple[VoteRow, PostReference]], tally: Tally) -> None:
        people = People(self.run).find(item.person.number for item, _post in favourites)
        follows = []
        for item, post in favourites:
            user_id = people.get(item.person.number)
            if user_id is None or not post.is_question:
                tally.skip(item.row, "favourite without person or question")
            else:
                follows.append(
                    Follow(
                        user_id=user_id, question_id=post.question_id, created_at=item.created_at
                    )
                )
        Follow.objects.bulk_create(follows, ignore_conflicts=True)
        recount(Question, "follower_count", (follow.question_id or 0 for follow in follows))
        tally.write("questions followed", len(follows))

    def finish(self, tally: Tally) -> None:
        """Note accepted answers for which no vote says when."""
        accepted = Post.objects.filter(
            legacy_address__source=self.run.source, accepted_at__isnull=False
        ).count()
        undated = max(accepted - tally.written[_DATES_WRITTEN], 0)
        tally.note("accepted answer without a vote that accepts it", count=undated)


def _build(post: PostReference, value: int, created_at: datetime) -> Vote:
    return Vote(
        post_id=post.post_id,
        author_id=post.author_id,
        value=value,
        created_at=created_at,
        updated_at=created_at,
    )


def _recount(post_ids: set[int]) -> None:
    recount_votes(post_ids=post_ids)
    recount(
        Question,
        "score",
        Post.objects.filter(pk__in=post_ids).values_list("question_id", flat=True),
    )


def _date_acceptances(accepted: list[tuple[VoteRow, PostReference]], tally: Tally) -> None:
    """Take over when answers were accepted; which ones were is for their questions to say."""
    answers = Post.objects.in_bulk(
        Post.objects.filter(
            pk__in=[post.post_id for _item, post in accepted], accepted_at__isnull=False
        ).values_list("pk", flat=True)
    )
    for item, post in accepted:
        answer = answers.get(post.post_id)
        if answer is None:
            tally.skip(item.row, "accepts an answer that its question does not name")
        else:
            answer.accepted_at = max(item.created_at, answer.created_at)
            tally.write(_DATES_WRITTEN)
    Post.objects.bulk_update(answers.values(), ["accepted_at"])


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The score that a post of Posts.xml showed."""

    row: Row
    old_id: int
    score: int


class ScoreStage(FileStage[ScoreRow]):
    """Posts.xml again: completes votes where they do not add up to the score that was shown."""

    name = "scores"
    file_name = "Posts.xml"
    root = "posts"

    def wants(self, row: Row) -> bool:
        """Take questions and answers."""
        return row.text("PostTypeId") in {"1", "2"}

    def parse(self, row: Row) -> ScoreRow:
        """Read the score."""
        return ScoreRow(row, row.integer("Id"), row.integer("Score", 0))

    def write(self, batch: list[ScoreRow], tally: Tally) -> None:
        """Add votes without voter, dated to the post, until the imported ones make the score."""
        posts = find_posts(self.run.source, (item.old_id for item in batch))
        sums = {
            row["post_id"]: row["ups"] - row["downs"]
            for row in Vote.objects.filter(
                voter=None, post__in=[post.post_id for post in posts.values()]
            )
            .order_by()
            .values("post_id")
            .annotate(ups=Count("pk", filter=Q(value=1)), downs=Count("pk", filter=Q(value=-1)))
        }
        missing: list[tuple[PostReference, int]] = []
        for item in batch:
            post = posts.get(item.old_id)
            difference = item.score - sums.get(post.post_id, 0) if post else 0
            if post and difference:
                missing.append((post, difference))
                tally.note("score differed from the votes, which were completed", item.old_id)
        votes = _completing_votes(missing)
        while some := list(islice(votes, _WRITE_SIZE)):
            Vote.objects.bulk_create(some)
            tally.write("completing votes", len(some))
        _recount({post.post_id for post, _difference in missing})


def _completing_votes(missing: list[tuple[PostReference, int]]) -> Iterator[Vote]:
    for post, difference in missing:
        for _number in range(abs(difference)):
            yield _build(post, 1 if difference > 0 else -1, post.created_at)

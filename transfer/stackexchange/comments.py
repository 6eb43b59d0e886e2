"""Comments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.models import Comment, Post
from community.services.recounts import recount_activity
from community.text import RenderedText, normalize_source, render_inline
from transfer.stackexchange.errors import BadRow
from transfer.stackexchange.people import People, Person, person_of
from transfer.stackexchange.references import find_posts, recount
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tally import Tally

_KIND: Final = "comment"


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A row of Comments.xml; its text is Markdown already."""

    row: Row
    old_id: str
    post_id: int
    author: Person
    text: str
    rendered: RenderedText
    score: int
    created_at: datetime


class CommentStage(FileStage[CommentRow]):
    """Comments.xml."""

    name = "comments"
    file_name = "Comments.xml"
    root = "comments"

    def parse(self, row: Row) -> CommentRow:
        """Read the comment."""
        text = normalize_source(row.text("Text")).strip()
        if not text:
            raise BadRow("is empty")
        return CommentRow(
            row=row,
            old_id=str(row.integer("Id")),
            post_id=row.integer("PostId"),
            author=person_of(row, "UserId", "UserDisplayName"),
            text=text,
            rendered=render_inline(text, known_names=()),
            score=row.integer("Score", 0),
            created_at=row.moment("CreationDate"),
        )

    def write(self, batch: list[CommentRow], tally: Tally) -> None:
        """Write comments under their posts and recount those."""
        posts = find_posts(self.run.source, (item.post_id for item in batch))
        done = self.taken(_KIND, (item.old_id for item in batch))
        fresh: dict[str, CommentRow] = {}
        for item in batch:
            if item.old_id in done or item.old_id in fresh:
                tally.skip(item.row, ALREADY_THERE)
            elif item.post_id not in posts:
                tally.skip(item.row, "its post is not a question or answer of the dump")
            else:
                fresh[item.old_id] = item
                tally.note("comment score is not kept", item.old_id, count=bool(item.score))
        people = People(self.run).resolve((item.author for item in fresh.values()), tally)
        comments = Comment.objects.bulk_create(
            [
                Comment(
                    post_id=posts[item.post_id].post_id,
                    author_id=people[item.author],
                    body=item.text,
                    body_html=item.rendered.html,
                    created_at=item.created_at,
                )
                for item in fresh.values()
            ]
        )
        self.remember(
            _KIND, ((key, comment.pk) for key, comment in zip(fresh, comments, strict=True))
        )
        commented = {comment.post_id for comment in comments}
        recount(Post, "comment_count", commented)
        threads = Post.objects.filter(pk__in=commented).values_list("question_id", flat=True)
        recount_activity(question_ids=set(threads))
        tally.write("comments", len(comments))

"""The last revision of a post says what the post says: brought about when all rows are in."""

from typing import Final

from community.enums import RevisionKind
from community.models import LegacyAddress, Post, QuestionTag, Revision
from community.text import render_markdown
from community.text.structure import outline
from transfer.stackexchange.history import TEXTS_STAGE
from transfer.stackexchange.stages import Import
from transfer.stackexchange.tally import Tally

BATCH_SIZE: Final = 200


class TextStage:
    """Goes through the imported posts in the order they were written."""

    name: Final = TEXTS_STAGE

    def __init__(self, run: Import) -> None:
        self._source = run.source

    def count(self, after: int) -> int:
        """Return how many posts are still to be settled."""
        return LegacyAddress.objects.filter(source=self._source, pk__gt=after).count()

    def write(self, after: int, tally: Tally) -> tuple[int, int]:
        """Settle a batch after the row `after`; returns the last row and the count."""
        rows = list(
            LegacyAddress.objects.filter(source=self._source, pk__gt=after)
            .select_related("post", "question")
            .order_by("pk")[:BATCH_SIZE]
        )
        latest: dict[int, Revision] = {}
        posts = [row.post for row in rows]
        revisions = Revision.objects.filter(post__in=posts).order_by("number")
        for revision in revisions.iterator(chunk_size=BATCH_SIZE):
            latest[revision.post_id] = revision
        missing = {post.pk: _first_revision(post) for post in posts if post.pk not in latest}
        typed = sum(_agree(post, {**latest, **missing}[post.pk]) for post in posts)
        _mirror_questions(rows, {**latest, **missing})
        Revision.objects.bulk_create(missing.values())
        Revision.objects.bulk_update(latest.values(), ["title", "tag_names", "body_markdown"])
        Post.objects.bulk_update(
            posts, ["body_markdown", "body_html", "body_text", "revision_count"]
        )
        tally.read += len(posts)
        tally.write("first revisions for posts without history", len(missing))
        tally.write("texts kept as their authors typed them", typed)
        tally.write("texts converted from HTML", len(posts) - typed)
        return (rows[-1].pk if rows else after), len(rows)


def _first_revision(post: Post) -> Revision:
    return Revision(
        post=post,
        number=1,
        kind=RevisionKind.INITIAL,
        author_id=post.author_id,
        body_markdown=post.body_markdown,
        created_at=post.created_at,
    )


def _agree(post: Post, revision: Revision) -> bool:
    """Make post and revision say the same; tells whether that is what the author typed.

    The author's own Markdown is kept where it renders to what the dump shows, else the text that
    was converted from the dump's HTML stands.
    """
    post.revision_count = revision.number
    if revision.body_markdown and revision.body_markdown != post.body_markdown:
        rendered = render_markdown(revision.body_markdown, known_names=())
        if outline(rendered.html) == outline(post.body_html):
            post.body_markdown = revision.body_markdown
            post.body_html, post.body_text = rendered.html, rendered.text
            return True
    is_typed = revision.pk is not None and revision.body_markdown == post.body_markdown
    revision.body_markdown = post.body_markdown
    return is_typed


def _mirror_questions(rows: list[LegacyAddress], revisions: dict[int, Revision]) -> None:
    """Put titles and tags of questions into the last revisions of their texts."""
    tags: dict[int, list[str]] = {}
    pairs = QuestionTag.objects.filter(content_object__in=[row.question_id for row in rows])
    for question_id, name in pairs.order_by("pk").values_list("content_object_id", "tag__name"):
        tags.setdefault(question_id, []).append(name)
    for row in rows:
        if row.post.is_question:
            revision = revisions[row.post_id]
            revision.title = row.question.title
            revision.tag_names = tags.get(row.question_id, [])

"""The last revision of a post says what the post says: brought about when all rows are in."""

from typing import Final

from community.enums import RevisionKind
from community.importing.history import TEXTS_STAGE
from community.importing.stages import Import
from community.importing.tally import Tally
from community.models import LegacyAddress, Post, Revision
from community.text import render_markdown
from community.text.structure import outline

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
        """Settle a batch beyond the address `after`; returns the last address and the count."""
        addresses = list(
            LegacyAddress.objects.filter(source=self._source, pk__gt=after)
            .select_related("post", "question")
            .prefetch_related("question__tags")
            .order_by("pk")[:BATCH_SIZE]
        )
        posts = {address.post_id: address for address in addresses}
        latest: dict[int, Revision] = {}
        for revision in Revision.objects.filter(post__in=posts).order_by("number"):
            latest[revision.post_id] = revision
        missing, kept, rewritten = [], [], []
        for address in addresses:
            post = address.post
            revision = latest.get(post.pk)
            if revision is None:
                missing.append(_first_revision(post))
                post.revision_count = 1
                revision = missing[-1]
            elif _says_the_same(post, revision):
                rewritten.append(post)
            else:
                revision.body_markdown = post.body_markdown
            _mirror_question(address, revision)
            kept.append(revision)
        Revision.objects.bulk_create(missing)
        Revision.objects.bulk_update(
            [revision for revision in kept if revision.pk and revision not in missing],
            ["title", "tag_names", "body_markdown"],
        )
        Post.objects.bulk_update(
            [address.post for address in addresses],
            ["body_markdown", "body_html", "body_text", "revision_count"],
        )
        tally.read += len(addresses)
        tally.write("first revisions for posts without history", len(missing))
        tally.write("texts kept as their authors typed them", len(rewritten))
        tally.write("texts converted from HTML", len(addresses) - len(rewritten))
        return (addresses[-1].pk if addresses else after), len(addresses)


def _first_revision(post: Post) -> Revision:
    return Revision(
        post=post,
        number=1,
        kind=RevisionKind.INITIAL,
        author_id=post.author_id,
        body_markdown=post.body_markdown,
        created_at=post.created_at,
    )


def _says_the_same(post: Post, revision: Revision) -> bool:
    """Give the post the Markdown its author typed if that renders to what the dump shows."""
    if not revision.body_markdown:
        return False
    rendered = render_markdown(revision.body_markdown, known_names=())
    if outline(rendered.html) != outline(post.body_html):
        return False
    post.body_markdown = revision.body_markdown
    post.body_html, post.body_text = rendered.html, rendered.text
    return True


def _mirror_question(address: LegacyAddress, revision: Revision) -> None:
    if address.post.is_question:
        revision.title = address.question.title
        revision.tag_names = sorted(tag.name for tag in address.question.tags.all())

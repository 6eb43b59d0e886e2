"""What every service that writes a text does: render it, keep a revision, note who is mentioned."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from community.enums import PostKind, RevisionKind
from community.models import Post, Revision
from community.signals import users_mentioned
from community.text import RenderedText, render_inline, render_markdown

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class PreparedText:
    """A text ready to be stored, with the people it really mentions."""

    source: str
    rendered: RenderedText
    mentioned: tuple["User", ...]


def prepare_text(source: str, *, author: "User", inline: bool = False) -> PreparedText:
    """Render Markdown for `author`; links of members without the privilege are `nofollow ugc`."""
    bearers: dict[str, User] = {}

    def find_people(names: list[str]) -> list[str]:
        """The active people who bear one of the names."""
        people = get_user_model().objects.filter(username_folded__in=names, is_active=True)
        bearers.update((person.username, person) for person in people)
        return list(bearers)

    render = render_inline if inline else render_markdown
    trusted = author.has_perm("community.post_links_freely")
    rendered = render(source, trusted=trusted, known_names=find_people)
    return PreparedText(source, rendered, tuple(bearers[name] for name in rendered.mentions))


def fill_post(post: Post, text: PreparedText) -> None:
    """Put the text into the unsaved fields of a post."""
    post.body_markdown = text.source
    post.body_html = text.rendered.html
    post.body_text = text.rendered.text


def write_revision(
    post: Post,
    *,
    author: "User",
    now: datetime,
    tag_names: list[str] | None = None,
    kind: RevisionKind = RevisionKind.EDIT,
    summary: str = "",
) -> Revision:
    """Append what the post says now as revision number `post.revision_count`."""
    return Revision.objects.create(
        post=post,
        number=post.revision_count,
        kind=kind,
        author=author,
        title=post.question.title if post.kind == PostKind.QUESTION else "",
        tag_names=tag_names or [],
        body_markdown=post.body_markdown,
        summary=summary,
        created_at=now,
    )


def announce_mentions(
    text: PreparedText,
    *,
    actor: "User",
    question_id: int,
    post_id: int,
    comment_id: int | None = None,
    already: frozenset[int] = frozenset(),
    is_edit: bool = False,
) -> None:
    """Tell who is mentioned, leaving out the author and those who were mentioned before."""
    user_ids = [user.pk for user in text.mentioned if user.pk not in {actor.pk, *already}]
    if user_ids:
        users_mentioned.send(
            sender=Post,
            post_id=post_id,
            comment_id=comment_id,
            question_id=question_id,
            actor_id=actor.pk,
            user_ids=user_ids,
            is_edit=is_edit,
        )

"""Saves that know what they replace, so that nobody undoes words that they have not seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from community.models import Post
from core.errors import Conflict

if TYPE_CHECKING:
    from accounts.models import User


class EditConflict(Conflict):
    """Somebody saved another text after this edit was begun; `details` say what is there now."""

    code = "edit_conflict"
    default_message = _("Somebody else has changed this meanwhile, so nothing is saved yet.")

    def __init__(self, current: dict[str, Any], *, revision: int | None = None) -> None:
        super().__init__()
        self.details = {"current": current}
        self.revision = revision


class VersionRequired(EditConflict):
    """An edit that does not say what it replaces, of a text that somebody else wrote last."""

    code = "version_required"
    status = 428
    default_message = _(
        "Somebody else has edited this. Say which version you edited, so that nothing is undone."
    )


def edit_version(post: Post) -> int:
    """A number that grows with everything an edit can change: its text, and its language."""
    changes = 0 if post.is_answer else post.question.language_changes
    return post.revision_count + changes


def current_text(post: Post) -> dict[str, Any]:
    """What an editor of the post must see: its text and the version that it is."""
    text = {"version": edit_version(post), "body": post.body_markdown}
    if post.is_answer:
        return text
    question = post.question
    tags = sorted(question.tags.values_list("name", flat=True))
    return text | {"title": question.title, "tags": tags, "language": question.language}


def check_version(post: Post, *, actor: "User", version: int | None) -> None:
    """Refuse an edit of a locked post that began from a version which is not the current one.

    An edit that names no version may replace the first text, and what the actor wrote last.
    """
    if version is None and post.revision_count > 1:
        latest = post.revisions.filter(number=post.revision_count)
        if not latest.filter(author=actor).exists():
            raise VersionRequired(current_text(post), revision=post.revision_count)
    if version not in (None, post.revision_count):
        raise EditConflict(current_text(post), revision=post.revision_count)


def check_language_base(post: Post, *, actor: "User", base: str | None) -> None:
    """Refuse another language for a locked question that began from one which is not the current.

    An edit that does not say from which may replace the one that the question was asked in.
    """
    question = post.question
    if base is None:
        check_version(post, actor=actor, version=None)
        if question.language_changes:
            raise VersionRequired(current_text(post), revision=post.revision_count)
    elif base != question.language:
        raise EditConflict(current_text(post), revision=post.revision_count)


def check_base(
    name: str, current: str, *, base: str | None, is_first: bool, normalize: Callable[[str], str]
) -> None:
    """Refuse an edit of a text without versions that began from another text than is there.

    An edit that does not say what it began from may replace the first text only.
    """
    if base is None:
        if not is_first:
            raise VersionRequired({name: current})
    elif normalize(base) != normalize(current):
        raise EditConflict({name: current})

"""What changed in an article, for its readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from community.text.diff import DiffLine, diff_lines
from kb.enums import Audience, ChangeWeight
from kb.models import ArticleChange, ArticlePage
from kb.text.plain import lines_of_article

CHANGES_MAX: Final = 50
IN_SUBSTANCE: Final = (ChangeWeight.MINOR, ChangeWeight.MAJOR)


@dataclass(frozen=True)
class ChangeView:
    """One publication with the lines that it changed; None where they can not be shown."""

    change: ArticleChange
    lines: tuple[DiffLine, ...] | None


def list_changes(article: ArticlePage) -> list[ArticleChange]:
    """The publications of an article, the newest first; one query."""
    return list(
        ArticleChange.objects.filter(article=article)
        .select_related("changed_by")
        .order_by("-pk")[:CHANGES_MAX]
    )


def get_change(article: ArticlePage, change_id: int) -> ChangeView | None:
    """One publication of an article beside the one before.

    The text is shown only where both versions were meant for the readers the article has now.
    """
    changes = ArticleChange.objects.filter(article=article).select_related("revision", "changed_by")
    change = changes.filter(pk=change_id).first()
    if change is None:
        return None
    former = changes.filter(pk__lt=change_id).order_by("-pk").first()
    if former is None or former.revision is None or change.revision is None:
        return ChangeView(change=change, lines=None)
    before, after = former.revision.as_object(), change.revision.as_object()
    if {_readers(before), _readers(after)} != {_readers(article)}:
        return ChangeView(change=change, lines=None)
    lines = diff_lines("\n".join(lines_of_article(before)), "\n".join(lines_of_article(after)))
    return ChangeView(change=change, lines=tuple(lines))


def _readers(article: ArticlePage) -> tuple[str, frozenset[int]]:
    """Whom a version is meant for."""
    groups = article.audience_groups.all() if article.audience == Audience.GROUPS else ()
    return article.audience, frozenset(group.pk for group in groups)


def latest_substance(article_ids: Iterable[int]) -> dict[int, ArticleChange]:
    """The latest change of each article that is more than a typing mistake; one query at most."""
    found = ArticleChange.objects.filter(
        article__in=list(article_ids), weight__in=IN_SUBSTANCE
    ).order_by("pk")
    return {change.article_id: change for change in found}

"""What differs between a draft and the answers, or the published version, that it came from."""

from collections.abc import Collection
from dataclasses import dataclass

from wagtail.blocks import StreamValue

from community.text.diff import DiffLine, diff_lines
from core.numbers import parse_int
from kb.models import ArticlePage, ArticleSource
from kb.text.plain import lines_of_article, lines_of_html


@dataclass(frozen=True)
class ComparedSource:
    """An answer beside the draft; `lines` is empty where nothing of it can be compared."""

    source: ArticleSource
    lines: tuple[DiffLine, ...]

    @property
    def is_changed(self) -> bool:
        return any(line.kind != "equal" for line in self.lines)


def compare_source(source: ArticleSource, body: StreamValue) -> ComparedSource:
    """The answer as it reads now against the blocks of the draft that came from it."""
    kept = html_of_blocks(body, source.block_ids)
    lines = _difference(lines_of_html(source.post.body_html), lines_of_html(kept)) if kept else ()
    return ComparedSource(source=source, lines=lines)


def compare_versions(live: ArticlePage, draft: ArticlePage) -> tuple[DiffLine, ...]:
    """What a draft changes in title, summary and text of the published article."""
    return _difference(lines_of_article(live), lines_of_article(draft))


def changes_since(article: ArticlePage, version: str) -> list[DiffLine]:
    """What the draft says, marked by what has changed since a version; all of it where unknown."""
    draft = article.get_latest_revision_as_object()
    revision = parse_int(version.partition("-")[0], default=None)
    former = article.revisions.filter(pk=revision).first()
    if former is None or former.pk == draft.latest_revision_id:
        return list(_difference([], lines_of_article(draft)))
    old = lines_of_article(former.as_object())
    return list(_difference(old, lines_of_article(draft)))


def _difference(old: list[str], new: list[str]) -> tuple[DiffLine, ...]:
    return tuple(diff_lines("\n".join(old), "\n".join(new)))


def html_of_blocks(body: StreamValue, block_ids: Collection[str]) -> str:
    """Some blocks of a body as readers see them."""
    return "".join(str(child.render({})) for child in body if child.id in block_ids)

"""Keeping true which blocks of an article came from which answer, whatever editors do to them."""

from typing import Final

from community.models import Revision
from kb.conversion.markdown_blocks import markdown_to_blocks
from kb.models import ArticlePage, ArticleSource
from kb.text.plain import lines_of_block, words_of

_RUN: Final = 4
"""Words in a row that count as said by the answer."""

_SHARE: Final = 0.6
"""A block belongs to an answer when this share of its runs of words stands in the answer."""


def trace_blocks(*, article: ArticlePage, before: ArticlePage | None) -> set[int]:
    """Bring the provenance of a version that goes live up to date.

    Blocks that an editor split off, merged or copied from an answer's text get its origin, and an
    answer whose newer text was published is held against that text from now on. Returns the keys
    of the sources whose blocks this version changes or leaves out.
    """
    sources = list(ArticleSource.objects.filter(article=article).order_by("pk"))
    if not sources:
        return set()
    texts = _texts_of(article)
    former = _texts_of(before) if before is not None else {}
    touched = set()
    for source in sources:
        blocks = source.blocks | _adopted(source, texts)
        present = [blocks[block] for block in blocks if block in texts]
        revision = max([source.post_revision, *present])
        if (blocks, revision) != (source.blocks, source.post_revision):
            source.blocks, source.post_revision = blocks, revision
            source.save(update_fields=["blocks", "post_revision"])
        if any(former.get(block) != texts.get(block) for block in blocks if block in former):
            touched.add(source.pk)
    return touched


def _texts_of(article: ArticlePage) -> dict[str, list[str]]:
    """The words of each block that says anything to readers."""
    texts = {str(block.id): words_of(lines_of_block(block)) for block in article.body}
    return {block: words for block, words in texts.items() if words}


def _adopted(source: ArticleSource, texts: dict[str, list[str]]) -> dict[str, int]:
    """Blocks without the answer's mark that say what the answer says, with its version."""
    if not source.blocks:
        return {}
    unknown = [block for block in texts if block not in source.blocks]
    if not unknown:
        return {}
    number = max(source.blocks.values())
    revision = Revision.objects.filter(post=source.post_id, number=number).first()
    if revision is None:
        return {}
    said = _runs(_words_of_markdown(revision.body_markdown))
    return {
        block: number
        for block in unknown
        if (runs := _runs(texts[block])) and len(runs & said) >= _SHARE * len(runs)
    }


def _words_of_markdown(source: str) -> list[str]:
    """The words of an answer as an article would say them, links and marks left out."""
    stream = ArticlePage().body.stream_block.to_python(markdown_to_blocks(source))
    return [word for block in stream for word in words_of(lines_of_block(block))]


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}

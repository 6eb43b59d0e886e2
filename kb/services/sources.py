"""Which answers an article stands on: its sources, their blocks, and the documented questions."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from community.enums import PostState
from community.models import Post, Question, Revision
from community.services.documented import mark_documented
from kb import signals
from kb.conversion.markdown_blocks import markdown_to_blocks
from kb.enums import SourceRole
from kb.models import ArticlePage, ArticleSource
from kb.permissions import check_can_write_articles
from kb.text.plain import lines_of_block, words_of

if TYPE_CHECKING:
    from accounts.models import User

_RUN: Final = 4
"""Words in a row that count as said by the answer."""

_SHARE: Final = 0.6
"""A block belongs to an answer when this share of its runs of words stands in the answer."""
UNWRITTEN_ROLES = (SourceRole.CONTRADICTS, SourceRole.REFERENCE)


def record_source(
    *,
    actor: "User",
    article: ArticlePage,
    post: Post,
    role: SourceRole,
    block_ids: Sequence[str] = (),
    live: bool = False,
) -> ArticleSource:
    """Note that an answer went into an article; a second time adds the blocks to the first.

    The version that the article is held against moves on when the new blocks are published.
    """
    source, created = ArticleSource.objects.select_for_update(no_key=True).get_or_create(
        article=article,
        post=post,
        defaults={
            "role": role,
            "blocks": dict.fromkeys(block_ids, post.revision_count),
            "post_revision": post.revision_count,
            "was_accepted": post.is_accepted,
            "added_by": actor,
            "created_at": timezone.now(),
            "live": live,
        },
    )
    if not created:
        source.blocks |= dict.fromkeys(block_ids, post.revision_count)
        if source.role == SourceRole.CONTRADICTS:
            source.role = role
        source.save(update_fields=["blocks", "role"])
    return source


@transaction.atomic
def link_answer(*, actor: "User", article: ArticlePage, post: Post) -> ArticleSource:
    """Link an article and an answer that belong together, without a proposal."""
    check_can_write_articles(actor)
    source = record_source(
        actor=actor, article=article, post=post, role=SourceRole.REFERENCE, live=article.live
    )
    signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return source


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
    affected = set()
    for source in sources:
        blocks = source.blocks | _adopted(source, texts)
        present = [blocks[block] for block in blocks if block in texts]
        revision = max([source.post_revision, *present])
        if (blocks, revision) != (source.blocks, source.post_revision):
            source.blocks, source.post_revision = blocks, revision
            source.save(update_fields=["blocks", "post_revision"])
        if any(former.get(block) != texts.get(block) for block in blocks if block in former):
            affected.add(source.pk)
    return affected


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


def refresh_documented(*, question_ids: Collection[int], without_article: int | None = None) -> int:
    """Bring the mark of these questions up to date; returns how many were wrong.

    `without_article` is one that leaves the site.
    """
    articles = ArticlePage.objects.visible_to(AnonymousUser()).exclude(pk=without_article)
    documented = (
        ArticleSource.objects.filter(live=True, article__in=articles.values("pk"))
        .exclude(role__in=[role.value for role in UNWRITTEN_ROLES])
        .filter(post__state=PostState.VISIBLE, post__question__in=question_ids)
        .values_list("post__question_id", flat=True)
    )
    return mark_documented(question_ids=question_ids, documented=set(documented))


def refresh_documented_by(*, article_id: int, is_going: bool = False) -> int:
    """The same for the questions whose answers an article stands on."""
    questions = ArticleSource.objects.filter(article=article_id).values_list(
        "post__question_id", flat=True
    )
    return refresh_documented(
        question_ids=set(questions), without_article=article_id if is_going else None
    )


def refresh_documented_below(*, page: Page) -> int:
    """The same for every article of a branch, whose readers may be others now."""
    articles = ArticlePage.objects.descendant_of(page, inclusive=True).values("pk")
    sources = ArticleSource.objects.filter(article__in=articles)
    return refresh_documented(question_ids=set(sources.values_list("post__question", flat=True)))


def reconcile_documented() -> int:
    """Repair the mark wherever it is wrong, however that came; returns how many. Safe to repeat."""
    marked = Question.objects.documented().values_list("pk", flat=True)
    sourced = ArticleSource.objects.values_list("post__question_id", flat=True)
    return refresh_documented(question_ids={*marked, *sourced})

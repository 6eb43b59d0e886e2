"""The plain texts of articles that passages are cut from, kept because making them is slow."""

import logging
from collections.abc import Iterable, Sequence

from django.db import DatabaseError, transaction
from wagtail.blocks import StreamValue

from kb.models import ArticlePage
from kb.selectors.shared import bodies_in_language
from search.conf import SCAN_CHARS
from search.models import ArticleText

logger = logging.getLogger("stoa.search")


def plain_texts(articles: Iterable[ArticlePage]) -> dict[int, str]:
    """All words of each article's body by article id, shared texts in its language."""
    return {pk: _words(body) for pk, body in bodies_in_language(articles).items()}


def beginnings_of(articles: Sequence[ArticlePage]) -> dict[int, str]:
    """The beginning of each article's text, by article id; made and kept if need be."""
    if not articles:
        return {}
    live = {article.pk: article.live_revision_id for article in articles}
    kept = ArticleText.objects.filter(pk__in=live).values_list("pk", "revision_id", "text")
    found = {pk: text for pk, revision_id, text in kept if revision_id == live[pk]}
    if missing := [pk for pk in live if pk not in found]:
        found |= _make(missing)
    return found


def forget_texts(article_ids: Iterable[int] | None = None) -> None:
    """Drop what is kept of some articles, in the transaction that changes them, or of all."""
    rows = ArticleText.objects.all()
    if article_ids is not None:
        rows = rows.filter(pk__in=list(article_ids))
    rows.delete()


def _make(article_ids: Sequence[int]) -> dict[int, str]:
    articles = list(ArticlePage.objects.filter(pk__in=article_ids))
    texts = plain_texts(articles)
    rows = [
        ArticleText(
            article=article,
            revision_id=article.live_revision_id,
            text=texts[article.pk][:SCAN_CHARS],
        )
        for article in articles
    ]
    try:
        with transaction.atomic():
            ArticleText.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["article"],
                update_fields=["revision_id", "text"],
            )
    except DatabaseError as error:
        logger.warning("plain texts of articles not kept: %s", error)
    return {row.pk: row.text for row in rows}


def _words(body: StreamValue) -> str:
    texts = body.stream_block.get_searchable_content(body)
    return "\n".join(str(text) for text in texts)

"""Where shared texts stand, and in which language an article shows them."""

from collections.abc import Iterable, Iterator

from wagtail.blocks import StreamValue
from wagtail.models import ReferenceIndex

from kb.models import ArticlePage, SharedText

BLOCK = "snippet"


def articles_with_text(text: SharedText) -> list[int]:
    """The published articles that show a shared text, or hold the one that it translates.

    From Wagtail's index of references.
    """
    ids = set(_holders(text))
    if text.translates is not None:
        ids.update(_holders(text.translates))
    return list(
        ArticlePage.objects.live().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )


def _holders(text: SharedText) -> Iterator[int]:
    return map(int, ReferenceIndex.get_references_to(text).values_list("object_id", flat=True))


def body_in_language(article: ArticlePage) -> StreamValue:
    """An article's body as its readers see it: shared texts in its own language, where they are."""
    return bodies_in_language([article])[article.pk]


def bodies_in_language(articles: Iterable[ArticlePage]) -> dict[int | None, StreamValue]:
    """The same for many; one query more than the bodies need, where there are shared texts."""
    rows = list(articles)
    wanted = {row.pk: set(_shared_ids(row)) for row in rows}
    ids = set().union(*wanted.values())
    languages = {row.language for row in rows if wanted[row.pk]}
    found = SharedText.objects.filter(translates__in=ids, language__in=languages, live=True)
    texts = {(text.translates_id, text.language): text for text in found} if ids else {}
    return {row.pk: _with_texts(row, texts) for row in rows}


def _shared_ids(article: ArticlePage) -> Iterator[int]:
    for block in article.body.raw_data:
        if block["type"] == BLOCK and block["value"]:
            yield block["value"]


def _with_texts(
    article: ArticlePage, texts: dict[tuple[int | None, str], SharedText]
) -> StreamValue:
    if not any((number, article.language) in texts for number in _shared_ids(article)):
        return article.body

    def value(child: StreamValue.StreamChild) -> object:
        if child.block_type != BLOCK or child.value is None:
            return child.value
        return texts.get((child.value.pk, article.language), child.value)

    children = [(child.block_type, value(child), child.id) for child in article.body]
    return StreamValue(article.body.stream_block, children)

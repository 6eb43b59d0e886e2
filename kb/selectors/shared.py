"""Find the articles that use shared texts, and the translations that they show."""

from collections.abc import Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from wagtail.blocks import StreamValue
from wagtail.models import Page, ReferenceIndex

from kb.models import ArticlePage, SharedText

BLOCK = "snippet"


def articles_with_text(text: SharedText) -> list[int]:
    """The published articles that contain a shared text, or the text that it translates.

    Reads Wagtail's reference index.
    """
    texts = SharedText.objects.filter(pk__in=[text.pk, text.translates_id])
    ids = {number for one in texts for number in _holders(one)}
    return list(
        ArticlePage.objects.live().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )


def _holders(text: SharedText) -> Iterator[int]:
    """The pages that contain a text. Its translations refer to it too; they are left out."""
    pages = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.get_references_to(text).filter(base_content_type=pages)
    return map(int, found.values_list("object_id", flat=True))


def body_in_language(article: ArticlePage) -> StreamValue:
    """An article's body with shared texts in the article's language, if they are translated."""
    return bodies_in_language([article])[article.pk]


def bodies_in_language(articles: Iterable[ArticlePage]) -> dict[int, StreamValue]:
    """The same for many articles: two queries if they have shared texts, otherwise none."""
    rows = list(articles)
    ids = {number for row in rows for number in _shared_ids(row)}
    if not ids:
        return {row.pk: row.body for row in rows}
    texts = SharedText.objects.in_bulk(ids)
    live = SharedText.objects.filter(translates__in=ids, live=True)
    spoken = {(text.translates_id, text.language): text for text in live}
    return {row.pk: _with_texts(row, texts, spoken) for row in rows}


def _shared_ids(article: ArticlePage) -> Iterator[int]:
    for block in article.body.raw_data:
        if block["type"] == BLOCK and block["value"]:
            yield block["value"]


def _with_texts(
    article: ArticlePage,
    texts: dict[int, SharedText],
    spoken: dict[tuple[int | None, str], SharedText],
) -> StreamValue:
    """The body with its shared texts already loaded, so that rendering needs no queries."""
    body, children = article.body, []
    for place, raw in enumerate(body.raw_data):
        if raw["type"] == BLOCK:
            number = raw["value"]
            text = spoken.get((number, article.language), texts.get(number))
            children.append((BLOCK, text, raw.get("id")))
        else:
            child = body[place]
            children.append((child.block_type, child.value, child.id))
    return StreamValue(body.stream_block, children)

"""Nothing is left out of an export by accident: a new block or field has to be decided on."""

from collections.abc import Iterator

import pytest
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from kb.blocks import ArticleBodyBlock, PartsBlock
from kb.models import ArticlePage, ArticleSource, SectionPage
from transfer.exporting.fields import (
    AFTERWARDS,
    ARTICLE_FIELDS,
    ARTICLE_MAIN,
    MAIN,
    NOT_CARRIED,
    SECTION_FIELDS,
)
from transfer.exporting.stream_text import MARKDOWN_FORMS
from transfer.exporting.values import UnknownBlock, _way_of
from transfer.importing.digest import keep_ids


def every_block(block: blocks.Block) -> Iterator[blocks.Block]:
    """A block and all blocks inside it."""
    yield block
    inner = dict(getattr(block, "child_blocks", {}) or {})
    if isinstance(block, blocks.ListBlock):
        inner["item"] = block.child_block
    for child in inner.values():
        yield from every_block(child)


@pytest.mark.parametrize("stream", [ArticleBodyBlock(), PartsBlock()])
def test_every_class_of_block_has_a_way_into_files(stream: blocks.StreamBlock) -> None:
    assert all(_way_of(block) for block in every_block(stream))


def test_every_kind_of_block_says_whether_it_is_written_as_markdown() -> None:
    assert set(MARKDOWN_FORMS) == set(ArticleBodyBlock().child_blocks)


def test_a_block_that_nobody_decided_on_is_refused() -> None:
    with pytest.raises(UnknownBlock, match="cannot be exported"):
        _way_of(blocks.DateBlock())
    assert _way_of(TypedTableBlock())


def names(model: type) -> set[str]:
    meta = model._meta  # type: ignore[attr-defined]
    return {field.name for field in [*meta.concrete_fields, *meta.many_to_many]}


def test_every_field_of_an_article_is_carried_or_has_a_reason_not_to_be() -> None:
    carried = {*ARTICLE_MAIN, *ARTICLE_FIELDS, *AFTERWARDS}
    assert names(ArticlePage) | {"tags"} == (carried | set(NOT_CARRIED))


def test_every_field_of_a_section_is_carried_or_has_a_reason_not_to_be() -> None:
    carried = {*MAIN - {"language"}, *SECTION_FIELDS, *AFTERWARDS, *NOT_CARRIED}
    assert names(SectionPage) <= carried


def test_the_fields_of_a_source_are_those_the_export_was_written_for() -> None:
    assert names(ArticleSource) == {
        "id", "article", "post", "role", "live", "blocks", "post_revision", "was_accepted",
        "settled", "added_by", "created_at",
    }  # fmt: skip


def test_a_block_that_says_the_same_keeps_its_id() -> None:
    old = [{"type": "text", "value": "<p>a</p>", "id": "1"}]
    new = [
        {"type": "text", "value": "<p>b</p>", "id": "2"},
        {"type": "text", "value": "<p>a</p>", "id": "3"},
    ]
    assert [block["id"] for block in keep_ids(new, old)] == ["2", "1"]

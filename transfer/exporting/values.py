"""The values of blocks as plain data for files, by the class of block, and back.

Every class of block has its way written down here. A class that has none is refused loudly, so
that a new kind of block cannot be left out of an export by accident.
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from community.text.urls import is_allowed_link
from kb.conversion.context import BadItem, Context
from kb.conversion.markdown_blocks import RawBlock
from transfer.exporting.names import Names
from transfer.exporting.rich_text import dump_rich, load_rich

PLAIN: Final = (
    blocks.CharBlock,
    blocks.TextBlock,
    blocks.URLBlock,
    blocks.ChoiceBlock,
    blocks.IntegerBlock,
    blocks.BooleanBlock,
)


class UnknownBlock(Exception):
    """A class of block that nobody has said how to write into files."""

    def __init__(self, block: blocks.Block) -> None:
        super().__init__(
            f"{type(block).__name__} “{block.name}” cannot be exported: say how in"
            " transfer/exporting/values.py."
        )


class BlockSerializer:
    """Turns stored values into plain data and back, for one text.

    `names` is needed to write only, `around` for both: what is written is read back as a proof.
    """

    def __init__(self, context: Context, names: Names | None = None) -> None:
        self.context = context
        self.names = names

    def dump(self, block: blocks.Block, value: Any) -> Any:
        """Return plain data that says what a stored value says."""
        return _way_of(block).dump(self, block, value)

    def load(self, block: blocks.Block, data: Any) -> Any:
        """Return the stored value that plain data says; raises `BadItem` where it cannot be."""
        try:
            return _way_of(block).load(self, block, data)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise BadItem(f"a block “{block.name}” is not as it should be: {error}") from error


class _Codec:
    """How values of one class of block are written and read."""

    def __init__(
        self,
        dump: Callable[[BlockSerializer, Any, Any], Any],
        load: Callable[[BlockSerializer, Any, Any], Any],
    ) -> None:
        self.dump, self.load = dump, load


def _dump_struct(
    serializer: BlockSerializer, block: blocks.StructBlock, value: Any
) -> dict[str, Any]:
    """Leave out what is empty: it reads back as empty."""
    return {
        name: dumped
        for name, child in block.child_blocks.items()
        if (dumped := serializer.dump(child, value.get(name))) not in (None, "", [])
    }


def _load_struct(
    serializer: BlockSerializer, block: blocks.StructBlock, data: Any
) -> dict[str, Any]:
    unknown = set(data) - set(block.child_blocks)
    if unknown:
        raise BadItem(f"a block “{block.name}” holds unknown fields: {', '.join(sorted(unknown))}")
    return {
        name: serializer.load(child, data.get(name)) for name, child in block.child_blocks.items()
    }


def _dump_list(serializer: BlockSerializer, block: blocks.ListBlock, value: Any) -> list[Any]:
    items = (item["value"] if _is_item(item) else item for item in value or [])
    return [serializer.dump(block.child_block, item) for item in items]


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "item" and "value" in item


def _load_list(serializer: BlockSerializer, block: blocks.ListBlock, data: Any) -> list[RawBlock]:
    return [
        {"type": "item", "value": serializer.load(block.child_block, item), "id": str(uuid.uuid4())}
        for item in data or []
    ]


def _dump_stream(serializer: BlockSerializer, block: blocks.StreamBlock, value: Any) -> list[Any]:
    return [
        {
            "type": item["type"],
            "id": item["id"],
            "value": serializer.dump(block.child_blocks[item["type"]], item["value"]),
        }
        for item in value or []
    ]


def _load_stream(
    serializer: BlockSerializer, block: blocks.StreamBlock, data: Any
) -> list[RawBlock]:
    stream = []
    for item in data or []:
        if item["type"] not in block.child_blocks:
            raise BadItem(f"there is no block “{item['type']}” in “{block.name}”")
        child = block.child_blocks[item["type"]]
        key = str(item.get("id") or uuid.uuid4())
        stream.append(
            {"type": item["type"], "value": serializer.load(child, item["value"]), "id": key}
        )
    return stream


def _dump_table(serializer: BlockSerializer, block: TypedTableBlock, value: Any) -> dict[str, Any]:
    value = value or {"columns": [], "rows": [], "caption": ""}
    kinds = [column["type"] for column in value["columns"]]
    rows = [
        [
            serializer.dump(block.child_blocks[kind], cell)
            for kind, cell in _cells(kinds, row["values"])
        ]
        for row in value["rows"]
    ]
    return {
        "caption": value.get("caption", ""),
        "columns": [
            {"type": column["type"], "heading": column["heading"]} for column in value["columns"]
        ],
        "rows": rows,
    }


def _load_table(serializer: BlockSerializer, block: TypedTableBlock, data: Any) -> dict[str, Any]:
    kinds = [column["type"] for column in data["columns"]]
    rows = [
        {
            "values": [
                serializer.load(block.child_blocks[kind], cell) for kind, cell in _cells(kinds, r)
            ]
        }
        for r in data["rows"]
    ]
    columns = [{"type": c["type"], "heading": c.get("heading") or ""} for c in data["columns"]]
    return {"columns": columns, "rows": rows, "caption": data.get("caption") or ""}


def _cells(kinds: list[str], cells: list[Any]) -> list[tuple[str, Any]]:
    return list(zip(kinds, cells, strict=True))


def _dump_rich(serializer: BlockSerializer, block: blocks.RichTextBlock, value: Any) -> Any:
    return dump_rich(value or "", _names(serializer), serializer.context)


def _load_rich(serializer: BlockSerializer, block: blocks.RichTextBlock, data: Any) -> str:
    return load_rich(data or "", serializer.context)


def _dump_image(serializer: BlockSerializer, block: ImageChooserBlock, value: Any) -> str | None:
    return None if value is None else _names(serializer).image(value)


def _load_image(serializer: BlockSerializer, block: ImageChooserBlock, data: Any) -> int | None:
    found = serializer.context.image(str(data), "") if data else None
    return found if isinstance(found, int) else None


def _dump_document(
    serializer: BlockSerializer, block: DocumentChooserBlock, value: Any
) -> str | None:
    return None if value is None else _names(serializer).document(value)


def _load_document(
    serializer: BlockSerializer, block: DocumentChooserBlock, data: Any
) -> int | None:
    return serializer.context.document(str(data)) if data else None


def _dump_page(
    serializer: BlockSerializer, block: blocks.PageChooserBlock, value: Any
) -> str | None:
    return None if value is None else _names(serializer).page(value)


def _load_page(
    serializer: BlockSerializer, block: blocks.PageChooserBlock, data: Any
) -> int | None:
    target = serializer.context.link(str(data)) if data else None
    if data and (target is None or target.page is None):
        serializer.context.note("link to nowhere", str(data))
    return target.page if target else None


def _dump_shared(serializer: BlockSerializer, block: SnippetChooserBlock, value: Any) -> str | None:
    return None if value is None else _names(serializer).shared(value)


def _load_shared(serializer: BlockSerializer, block: SnippetChooserBlock, data: Any) -> int | None:
    found = serializer.context.shared(str(data)) if data else None
    if data and found is None:
        serializer.context.note("shared text missing", str(data))
    return found


def _dump_plain(serializer: BlockSerializer, block: blocks.Block, value: Any) -> Any:
    return value


def _load_plain(serializer: BlockSerializer, block: blocks.Block, data: Any) -> Any:
    """An absent word is an empty word; numbers and switches may be absent."""
    if isinstance(data, dict | list):
        raise BadItem(f"“{block.name}” holds more than a value")
    if isinstance(block, blocks.IntegerBlock | blocks.BooleanBlock):
        return data
    text = "" if data is None else str(data)
    if not _is_url(block) or is_allowed_link(text):
        return text
    serializer.context.note("link to nowhere", text)
    return ""


def _is_url(block: blocks.Block) -> bool:
    """Whether pages make a link or a picture of a value."""
    return isinstance(block, blocks.URLBlock) or block.name == "address"


def _names(serializer: BlockSerializer) -> Names:
    if serializer.names is None:
        raise TypeError("writing needs names")
    return serializer.names


# In this order: a snippet chooser is asked for before what it is built on.
_WAYS: Final[tuple[tuple[type[blocks.Block], _Codec], ...]] = (
    (SnippetChooserBlock, _Codec(_dump_shared, _load_shared)),
    (blocks.PageChooserBlock, _Codec(_dump_page, _load_page)),
    (ImageChooserBlock, _Codec(_dump_image, _load_image)),
    (DocumentChooserBlock, _Codec(_dump_document, _load_document)),
    (blocks.RichTextBlock, _Codec(_dump_rich, _load_rich)),
    (TypedTableBlock, _Codec(_dump_table, _load_table)),
    (blocks.StreamBlock, _Codec(_dump_stream, _load_stream)),
    (blocks.ListBlock, _Codec(_dump_list, _load_list)),
    (blocks.StructBlock, _Codec(_dump_struct, _load_struct)),
    *((plain, _Codec(_dump_plain, _load_plain)) for plain in PLAIN),
)


def _way_of(block: blocks.Block) -> _Codec:
    for kind, way in _WAYS:
        if isinstance(block, kind):
            return way
    raise UnknownBlock(block)

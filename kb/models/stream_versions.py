"""Bringing two edits of one stream of blocks together, block by block."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTable

from community.versioned_forms import Difference, compare, digest
from kb.text.plain import lines_of_html

Prints = dict[str, str]
"""Of each block, by its id and in order, what tells its value from others."""

_EDITOR_KEYS: Final = re.compile(r' data-block-key="[^"]*"')


def print_stream(value: StreamValue) -> list[list[str]]:
    """What a form carries of a stream: the ids of its blocks, and what they say in a few signs."""
    return [[key, mark] for key, mark in _prints(value).items()]


def _prints(value: StreamValue) -> Prints:
    return {
        str(child.id): digest([child.block_type, plain_block(child.block, child.value)])
        for child in value
    }


def plain_block(block: Any, value: Any) -> Any:  # noqa: PLR0911 - one for each kind of block
    """A block's value without what the editor changes by merely opening and saving it."""
    if isinstance(value, TypedTable):
        cells = [
            [plain_block(column["block"], cell) for column, cell in _cells(value, row)]
            for row in value.row_data
        ]
        heads = [(column["block"].name, column["heading"]) for column in value.columns]
        return [heads, cells, value.caption]
    if isinstance(block, blocks.StructBlock):
        children = block.child_blocks.items()
        return {name: plain_block(child, value.get(name)) for name, child in children}
    if isinstance(block, blocks.StreamBlock):
        return [[child.block_type, plain_block(child.block, child.value)] for child in value]
    if isinstance(block, blocks.ListBlock):
        return [plain_block(block.child_block, item) for item in value]
    if isinstance(block, blocks.RichTextBlock):
        return plain_rich_text(block.field.widget, value.source if value else "")
    plain = block.get_prep_value(value)
    if isinstance(plain, str):
        return plain.replace("\r\n", "\n").strip()
    return "" if plain is None else plain


def _cells(table: TypedTable, row: Any) -> Iterable[tuple[Any, Any]]:
    return zip(table.columns, row["values"], strict=False)


def plain_rich_text(widget: Any, source: str) -> str:
    """HTML as the editor would save it, without the keys that it gives to paragraphs."""
    converter = getattr(widget, "converter", None)
    if converter is not None and source:
        source = converter.to_database_format(converter.from_database_format(source))
    return _EDITOR_KEYS.sub("", source or "")


def words_of_block(block: Any, value: Any) -> list[str]:
    """What a block says, line by line, whatever state it is in."""
    if isinstance(value, TypedTable):
        rows = [
            " | ".join(
                " ".join(words_of_block(column["block"], cell)) for column, cell in _cells(value, r)
            )
            for r in value.row_data
        ]
        heads = " | ".join(str(column["heading"] or "") for column in value.columns)
        return [line for line in (value.caption, heads, *rows) if line and line.strip(" |")]
    if isinstance(block, blocks.StructBlock):
        found = []
        for name, child in block.child_blocks.items():
            lines = words_of_block(child, value.get(name))
            found += [f"{child.label}: {lines[0]}"] if len(lines) == 1 else lines
        return found
    if isinstance(block, blocks.StreamBlock):
        return [line for child in value for line in words_of_block(child.block, child.value)]
    if isinstance(block, blocks.ListBlock):
        return [line for item in value for line in words_of_block(block.child_block, item)]
    if isinstance(block, blocks.RichTextBlock):
        return lines_of_html(value.source if value else "")
    return str(value).replace("\r\n", "\n").split("\n") if value not in (None, "") else []


@dataclass
class _Side:
    """One version of the stream."""

    prints: Prints
    blocks: dict[str, StreamValue.StreamChild] = field(default_factory=dict)

    @classmethod
    def of(cls, value: StreamValue) -> "_Side":
        return cls(_prints(value), {str(child.id): child for child in value})

    def order(self, keys: Iterable[str]) -> list[str]:
        wanted = set(keys)
        return [key for key in self.prints if key in wanted]


def merge_streams(
    label: Any, base: Any, theirs: StreamValue, mine: StreamValue
) -> tuple[StreamValue, list[Difference]]:
    """The stream with what either side changed; where both changed a block, mine stands.

    A block that I removed and they changed comes back: to remove it again is easier than to
    write it again.
    """
    pairs = base if isinstance(base, list) else []
    begun = _Side({str(pair[0]): str(pair[1]) for pair in pairs if _is_pair(pair)})
    there, here = _Side.of(theirs), _Side.of(mine)
    chosen: dict[str, StreamValue.StreamChild] = {}
    notes: list[tuple[str, bool, str]] = []
    for key in dict.fromkeys([*here.prints, *there.prints]):
        was, now, own = (side.prints.get(key) for side in (begun, there, here))
        takes_theirs = now != own and (own == was or own is None) and now != was
        side = there if takes_theirs else here
        if key in side.blocks:
            chosen[key] = side.blocks[key]
        if now not in (was, own):
            is_clash = own != was
            notes.append((key, is_clash, _note(now, own, is_clash=is_clash)))
    order, moved = _merge_order(begun, there, here, set(chosen))
    merged = StreamValue(
        theirs.stream_block,
        [(chosen[key].block_type, chosen[key].value, key) for key in order],
    )
    found = [
        _compare_block(
            _name(label, order, key, there, here), (there, here), key, is_clash=is_clash, note=note
        )
        for key, is_clash, note in notes
    ]
    if moved:
        texts = ["\n".join(_titles(side, order)) for side in (there, here)]
        name = _("%(field)s: order of the blocks") % {"field": label}
        found.append(compare(name, texts[0], texts[1], is_clash=moved == "both"))
    return merged, found


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2


def _note(now: str | None, own: str | None, *, is_clash: bool) -> str:
    if now is None:
        return _("They removed this block; yours is still in the form.") if is_clash else ""
    if own is None and is_clash:
        return _("You removed this block; with their words it is back in the form.")
    return ""


def _merge_order(
    begun: _Side, there: _Side, here: _Side, chosen: set[str]
) -> tuple[list[str], str]:
    """The blocks in the order of whoever moved some, each new one behind what it stood behind."""
    common = begun.prints.keys() & there.prints.keys() & here.prints.keys()
    was, now, own = (side.order(common) for side in (begun, there, here))
    frame, other = (there, here) if own == was else (here, there)
    order = frame.order(chosen)
    before: str | None = None
    for key in other.order(chosen):
        if key not in frame.prints:
            order.insert(order.index(before) + 1 if before in order else 0, key)
        before = key
    if now in (was, own):
        return order, ""
    return order, "both" if own != was else "theirs"


def _name(label: Any, order: Sequence[str], key: str, there: _Side, here: _Side) -> str:
    child = here.blocks.get(key) or there.blocks[key]
    values = {"field": label, "kind": child.block.label}
    if key not in order:
        return _("%(field)s: removed block (%(kind)s)") % values
    values["n"] = order.index(key) + 1
    return _("%(field)s: block %(n)s (%(kind)s)") % values


def _titles(side: _Side, order: Sequence[str]) -> list[str]:
    children = [side.blocks[key] for key in side.prints if key in order]
    return [
        f"{child.block.label}: {' '.join(words_of_block(child.block, child.value))[:80]}"
        for child in children
    ]


def _compare_block(
    name: str, sides: tuple[_Side, _Side], key: str, *, is_clash: bool, note: str
) -> Difference:
    children = [side.blocks.get(key) for side in sides]
    texts = [
        "\n".join(words_of_block(child.block, child.value)) if child else "" for child in children
    ]
    if texts[0] == texts[1]:  # the same words: what differs is a link, a format, a picture
        texts = [
            json.dumps(plain_block(child.block, child.value), ensure_ascii=False, default=str)
            if child
            else ""
            for child in children
        ]
    return compare(name, texts[0], texts[1], is_clash=is_clash, note=note)

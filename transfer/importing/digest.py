"""Telling whether what a source says has changed since it was taken over."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kb.conversion.markdown_blocks import RawBlock


def digest_of(fields: dict[str, Any], blocks: Sequence[RawBlock]) -> str:
    """A fingerprint of what is taken over; the random ids of blocks do not count."""
    content = json.dumps([fields, bare(list(blocks))], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def keep_ids(blocks: Sequence[RawBlock], present: Sequence[RawBlock]) -> list[RawBlock]:
    """The new blocks, those that say what a present block says under the present block's id.

    Sources, comments and drift are tied to the ids of blocks.
    """
    free: dict[str, list[str]] = defaultdict(list)
    for block in present:
        free[_content(block)].append(block["id"])
    return [
        {**block, "id": ids.pop(0)} if (ids := free[_content(block)]) else block for block in blocks
    ]


def _content(block: RawBlock) -> str:
    return json.dumps(bare(block), sort_keys=True, default=str)


def bare(value: Any) -> Any:
    """A value without the ids of the blocks in it."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        is_block = {"type", "value", "id"} <= value.keys()
        return {key: bare(item) for key, item in value.items() if not (is_block and key == "id")}
    return value

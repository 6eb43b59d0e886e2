"""A save that met a newer text: both versions side by side, and a form that holds what both did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise

from community.forms import TextForm, split_tags
from community.text import DiffLine, diff_lines
from community.text.merge import merge_lists, merge_texts
from core.errors import DomainError

FIELDS: Final = ("title", "body", "tags", "language", "description")


@dataclass(frozen=True)
class FieldMerge:
    """One field: what changed meanwhile, what saving the form now would change, and a clash."""

    label: str | Promise
    meanwhile: list[DiffLine]
    saving: list[DiffLine]
    overlaps: bool


def merge_form(
    form: TextForm,
    error: DomainError,
    *,
    base: Mapping[str, str],
    current: Mapping[str, str],
    mark: Mapping[str, str],
) -> tuple[TextForm, list[FieldMerge]]:
    """The form again with both edits in it, beginning from what is there now (`mark`).

    `base` holds the fields as the person found them; nothing for an unknown beginning.
    """
    data: dict[str, Any] = dict(form.data.items())
    fields = []
    for name in (name for name in FIELDS if name in current):
        mine = _plain(form.data.get(name, ""))
        merged, overlaps = _merge(name, base.get(name, current[name]), current[name], mine)
        data[name] = merged
        if base.get(name, mine) != current[name] or merged != current[name]:
            fields.append(
                FieldMerge(
                    label=form.fields[name].label or name,
                    meanwhile=_changes(base.get(name, current[name]), current[name]),
                    saving=_changes(current[name], merged),
                    overlaps=overlaps,
                )
            )
    data.update(mark)
    again = type(form)(data)
    again.is_valid()
    again.refuse(error)
    return again, fields


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _merge(name: str, base: str, theirs: str, mine: str) -> tuple[str, bool]:
    if name == "tags":
        return ", ".join(merge_lists(*map(split_tags, (base, theirs, mine)))), False
    if name == "language":
        return (theirs if mine == base else mine), mine not in (base, theirs) and theirs != base
    merge = merge_texts(base, theirs, mine)
    return merge.text, merge.overlaps


def _changes(old: str, new: str) -> list[DiffLine]:
    return diff_lines(old, new) if old != new else []

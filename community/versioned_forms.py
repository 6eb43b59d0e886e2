"""Forms of a row that know what they replace: what two people changed comes together in the form.

A form carries a digest of each field that it was opened on. What only the other side changed is
taken over; where both changed a field, both texts are shown, and one's own stays in the form. In
either case nothing is saved before its writer has seen it, and the form goes on from what is there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.core.files import File
from django.db import models, router, transaction
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from taggit.models import TagBase
from taggit.utils import edit_string_for_tags

from community.text import DiffLine, diff_lines
from community.text.merge import merge_lists

BEGUN_FROM: Final = "begun_from"
_COMPARED_MAX_LENGTH: Final = 40_000


class BegunFromField(forms.CharField):
    """Carries what a form was opened on; never a change itself."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, label="")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say no: it is no part of the row."""
        return False


@dataclass(frozen=True)
class Difference:
    """Something that the other side changed: what it says there, and in one's own form."""

    label: str | Promise
    lines: list[DiffLine]
    is_clash: bool
    note: str = ""

    @property
    def theirs(self) -> list[DiffLine]:
        return [line for line in self.lines if line.kind != "insert"]

    @property
    def mine(self) -> list[DiffLine]:
        return [line for line in self.lines if line.kind != "delete"]


def compare(
    label: str | Promise, theirs: str, mine: str, *, is_clash: bool, note: str = ""
) -> Difference:
    """Put two texts side by side; only of very long ones the difference is not marked."""
    if len(theirs) + len(mine) > _COMPARED_MAX_LENGTH:
        lines = [DiffLine("delete", line) for line in theirs.split("\n")]
        lines += [DiffLine("insert", line) for line in mine.split("\n")]
    else:
        lines = diff_lines(theirs, mine)
    return Difference(label, lines, is_clash, note)


class VersionedFormMixin:
    """A model form that saves only in place of what it was opened on; see above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.differences: list[Difference] = []
        self.saved_by = ""
        self._shown: dict[str, Any] = {}
        super().__init__(*args, **kwargs)
        if self.form.instance.pk:
            self.form.fields[BEGUN_FROM] = BegunFromField()

    @property
    def form(self) -> Any:
        """The form that this is mixed into."""
        return self

    def __getitem__(self, name: str) -> Any:
        bound: Any = super().__getitem__(name)  # type: ignore[misc]
        if name == BEGUN_FROM and not self.form.is_bound and self.form.instance.pk:
            self._shown.setdefault(name, self.version_of(self.stored(is_latest=True)))
        if name in self._shown:
            value = self.form.fields[name].prepare_value(self._shown[name])
            bound.value = lambda: value
        return bound

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        if self.form.instance.pk and self.is_outdated():
            self._merge()
        return cleaned

    def is_outdated(self) -> bool:
        """Whether what the form was opened on may have changed; one that does not say is not."""
        return bool(self._sent(BEGUN_FROM))

    def stored(self, *, is_latest: bool = False) -> Any:
        """What is there now, read anew; held until it is replaced, where that is possible.

        `is_latest`: the row that the form has was just read.
        """
        instance = self.form.instance
        if is_latest:
            return instance
        rows = type(instance)._default_manager.all()
        if transaction.get_connection(router.db_for_write(type(instance))).in_atomic_block:
            rows = rows.select_for_update(of=("self",))
        return rows.get(pk=instance.pk)

    def author_of(self, stored: Any) -> str:
        """Who saved what is there now; nothing where nobody knows."""
        return ""

    # What a field says

    def names(self) -> list[str]:
        """The fields that are compared."""
        known = {field.name for field in _all_fields(self.form.instance)}
        return [name for name in self.form.fields if name in known]

    def values_of(self, stored: Any) -> dict[str, Any]:
        """The fields of a row as the form begins with them."""
        fields = {field.name: field for field in _all_fields(stored)}
        return {name: fields[name].value_from_object(stored) for name in self.names()}

    def print_of(self, name: str, value: Any) -> Any:
        """What tells two values apart: a list stays one, so that it is merged item by item."""
        plain = plain_value(value)
        return plain if isinstance(plain, list) else digest(plain)

    def version_of(self, stored: Any) -> str:
        """What the form carries of what it was opened on."""
        values = self.values_of(stored).items()
        return json.dumps({name: self.print_of(name, value) for name, value in values})

    def text_of(self, name: str, value: Any) -> str:
        """A value as people read it."""
        return readable(self.form.fields[name], value)

    # Merging

    def _sent(self, name: str) -> str:
        return str(self.form.data.get(self.form.add_prefix(name)) or "")

    def _base(self) -> Mapping[str, Any]:
        try:
            base = json.loads(self._sent(BEGUN_FROM) or "{}")
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}

    def _merge(self) -> None:
        stored = self.stored()
        base, shown = self._base(), dict[str, Any]()
        for name, theirs in self.values_of(stored).items():
            mine = self._mine(name)
            if self.print_of(name, theirs) in (base.get(name), self.print_of(name, mine)):
                continue
            merged, differences = self.merge_field(name, base.get(name), theirs, mine)
            self.differences += differences
            if merged is not mine:
                shown[name] = merged
        self.merge_relations(base, stored)
        if self.differences:
            self._refuse(stored, shown)

    def merge_field(
        self, name: str, base: Any, theirs: Any, mine: Any
    ) -> tuple[Any, list[Difference]]:
        """What the form shows of a field that the other side changed, and what is said about it."""
        label = self.form[name].label
        texts = self.text_of(name, theirs), self.text_of(name, mine)
        is_list = all(isinstance(plain_value(value), list) for value in (theirs, mine))
        if is_list and isinstance(base, list):
            merged = merge_lists(base, plain_value(theirs), plain_value(mine))
            is_both = plain_value(mine) != base
            note = (
                _("The form contains the additions and removals of both of you.") if is_both else ""
            )
            shown = _as_begun(self.form.fields[name], merged)
            return shown, [compare(label, *texts, is_clash=False, note=note)]
        is_clash = self.print_of(name, mine) != base
        return (mine if is_clash else theirs), [compare(label, *texts, is_clash=is_clash)]

    def merge_relations(self, base: Mapping[str, Any], stored: Any) -> None:
        """Merge what is beside the fields, say rows below the row."""

    def _mine(self, name: str) -> Any:
        cleaned = self.form.cleaned_data
        if name in cleaned:
            return cleaned[name]
        widget = self.form.fields[name].widget
        return widget.value_from_datadict(
            self.form.data, self.form.files, self.form.add_prefix(name)
        )

    def _refuse(self, stored: Any, shown: dict[str, Any]) -> None:
        for name in shown:
            self.form.errors.pop(name, None)  # said of what was sent, not of what is shown
        self._shown.update(shown)
        self._shown[BEGUN_FROM] = self.version_of(stored)
        self.saved_by = self.author_of(stored) or _("Somebody")
        text = _(
            "%(name)s has saved a newer version after you opened this one. Nothing is saved yet, "
            "and what you typed is still here. Compare the versions above the form; it holds both "
            "edits, and saving again takes it as it stands."
        )
        self.form.add_error(None, text % {"name": self.saved_by})


def digest(plain: Any) -> str:
    """A few signs that tell one value from others."""
    return sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:12]


def plain_value(value: Any) -> Any:
    """A value without the differences between what is stored and what a form sends."""
    if value is None or value is False:
        return ""
    if isinstance(value, models.Model):
        return str(value.name if isinstance(value, TagBase) else value.pk)
    if _is_list(value):
        return sorted(str(plain_value(item)) for item in value)
    if hasattr(value, "isoformat"):
        has_zone = hasattr(value, "tzinfo") and hasattr(value, "utcoffset") and is_aware(value)
        return str(value.timestamp() if has_zone else value.isoformat())
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def readable(field: forms.Field, value: Any) -> str:
    """A value in words: names of rows and choices instead of their keys."""
    plain = plain_value(value)
    if isinstance(field, forms.ModelChoiceField):
        keys = plain if isinstance(plain, list) else [plain]
        return "\n".join(sorted(map(str, _rows(field, keys))))
    if isinstance(field, forms.ChoiceField):
        names = dict(_flat(field.choices))
        keys = plain if isinstance(plain, list) else [value]
        return "\n".join(str(names.get(key, key or "")) for key in keys)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(plain, list):
        return "\n".join(plain)
    return str(localize(value)).replace("\r\n", "\n") if plain else ""


def _rows(field: forms.ModelChoiceField[Any], keys: list[str]) -> Any:
    return field.queryset.filter(pk__in=filter(None, keys)) if field.queryset is not None else keys


def _is_list(value: Any) -> bool:
    """Whether a value is several: rows, tags or choices, in whatever they are handed over."""
    return hasattr(value, "__iter__") and not isinstance(value, str | dict | File)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat = []
    for key, label in choices:
        flat += list(label) if isinstance(label, list | tuple) else [(key, label)]
    return flat


def _all_fields(instance: models.Model) -> list[Any]:
    options = instance._meta
    fields = [*options.concrete_fields, *options.many_to_many, *options.private_fields]
    return [field for field in fields if hasattr(field, "value_from_object")]


def _as_begun(field: forms.Field, items: list[str]) -> Any:
    """Items as a field of a form begins with them: tags as a text, all else as its keys."""
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return items
    return edit_string_for_tags([SimpleNamespace(name=name) for name in items])


def label_of(model: type[models.Model]) -> str:
    """What rows of a model are called, as a label."""
    return str(capfirst(model._meta.verbose_name_plural))

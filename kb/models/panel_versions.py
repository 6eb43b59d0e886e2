"""The permissions of a group on pages and files, which Wagtail edits beside its form."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import Group


def panel_lines(group: Group, data: Mapping[str, Any] | None = None) -> list[str]:
    """Return "place: permission" of each panel, as stored or, with the data of a form, as sent."""
    from wagtail.users.views.groups import (  # noqa: PLC0415 - needs all models to be loaded
        get_permission_panel_classes,
    )

    panels = [
        cls(instance=group) if data is None else cls(data=data, instance=group)
        for cls in get_permission_panel_classes()
    ]
    return sorted(line for panel in panels for line in _lines(panel))


def _lines(panel: Any) -> Iterator[str]:
    if panel.is_bound and not panel.is_valid():
        return
    for form in panel.forms:
        if panel.is_bound and form in panel.deleted_forms:
            continue
        values = dict(form.cleaned_data if panel.is_bound else form.initial)
        permissions = values.pop("permissions", ())
        places = [str(value) for name, value in values.items() if name in ("page", "collection")]
        yield from (f"{place}: {permission}" for place in places for permission in permissions)

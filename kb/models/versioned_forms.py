"""Edit forms of the CMS that know what they replace: fields, streams, rows below, drafts."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.editing_sessions import EditingSessionsList
from wagtail.admin.views.generic.mixins import JsonPostResponseMixin
from wagtail.admin.views.generic.models import EditView
from wagtail.blocks import StreamValue
from wagtail.log_actions import registry as log_registry
from wagtail.models import Collection, Page

from community.versioned_forms import (
    BEGUN_FROM,
    Difference,
    VersionedFormMixin,
    compare,
    digest,
    label_of,
    plain_value,
)
from kb.models.panel_versions import panel_lines
from kb.models.stream_versions import merge_streams, plain_rich_text, print_stream
from kb.text.plain import lines_of_html

_COMMENTS = "comments"
_PANELS = "permission panels"
_PARENT = "parent"


class CMSVersionedFormMixin(VersionedFormMixin):
    """The same for what Wagtail edits; a draft is what is there, where there is one."""

    def is_outdated(self) -> bool:
        """What Wagtail has just saved by itself for the same form is no other version."""
        own = self.form.data.get("overwrite_revision_id")
        if own and own == str(getattr(self.form.instance, "latest_revision_id", "")):
            return False
        return super().is_outdated() or self._is_of_older_revision()

    def _is_of_older_revision(self) -> bool:
        """A form from before it carried what it was opened on still names a revision."""
        loaded = self.form.data.get("loaded_revision_id")
        latest = getattr(self.form.instance, "latest_revision_id", None)
        return bool(loaded and latest and loaded != str(latest))

    def stored(self, *, is_latest: bool = False) -> Any:
        """The latest draft; a form that goes back to an old version replaces that one, too."""
        instance = self.form.instance
        if not getattr(instance, "latest_revision_id", None):
            return super().stored(is_latest=is_latest)
        if is_latest or isinstance(instance, Page):  # a page is held before it is read
            row = type(instance)._default_manager.get(pk=instance.pk)
        else:
            row = super().stored()
        return row.get_latest_revision_as_object()

    def author_of(self, stored: Any) -> str:
        revision = getattr(stored, "latest_revision", None)
        person = revision.user if revision else None
        if revision is None:
            entry = log_registry.get_logs_for_instance(stored).select_related("user").first()
            person = entry.user if entry else None
        return str(person.get_full_name()) if person else ""

    def _mine(self, name: str) -> Any:
        field = self.form.fields[name]
        value = field.widget.value_from_datadict(
            self.form.data, self.form.files, self.form.add_prefix(name)
        )
        return value if isinstance(value, StreamValue) else super()._mine(name)

    def print_of(self, name: str, value: Any) -> Any:
        if isinstance(value, StreamValue):
            return print_stream(value)
        widget = self.form.fields[name].widget
        if isinstance(value, str) and hasattr(widget, "converter"):
            return digest(plain_rich_text(widget, value))
        return super().print_of(name, value)

    def text_of(self, name: str, value: Any) -> str:
        if isinstance(value, str) and hasattr(self.form.fields[name].widget, "converter"):
            return "\n".join(lines_of_html(value))
        return super().text_of(name, value)

    def names(self) -> list[str]:
        """Also where a collection hangs, which Wagtail's form has beside the columns."""
        is_moved = isinstance(self.form.instance, Collection) and _PARENT in self.form.fields
        return super().names() + [_PARENT] * is_moved

    def values_of(self, stored: Any) -> dict[str, Any]:
        if _PARENT not in (names := self.names()):
            return super().values_of(stored)
        plain = {name: getattr(stored, name) for name in names if name != _PARENT}
        return plain | {_PARENT: stored.get_parent(update=True)}

    def version_of(self, stored: Any) -> str:
        version = json.loads(super().version_of(stored))
        for name, formset in self._relations().items():
            version[f"{name}[]"] = digest(_rows_of(stored, formset))
        if isinstance(stored, Group):
            version[_PANELS] = digest(panel_lines(stored))
        return json.dumps(version)

    def get_field_updates_for_resave(self) -> Any:
        """After Wagtail has saved by itself, the form goes on from there."""
        updates = super().get_field_updates_for_resave()  # type: ignore[misc]
        return [*updates, (self.form.add_prefix(BEGUN_FROM), self.version_of(self.stored()))]

    def merge_field(
        self, name: str, base: Any, theirs: Any, mine: Any
    ) -> tuple[Any, list[Difference]]:
        if isinstance(theirs, StreamValue) and isinstance(mine, StreamValue):
            return merge_streams(self.form[name].label, base, theirs, mine)
        return super().merge_field(name, base, theirs, mine)

    def _relations(self) -> dict[str, Any]:
        """Rows that are edited with the thing; comments are everybody's own."""
        formsets = getattr(self.form, "formsets", {})
        return {name: formset for name, formset in formsets.items() if name != _COMMENTS}

    def merge_relations(self, base: Mapping[str, Any], stored: Any) -> None:
        self._merge_panels(base, stored)
        for name, formset in self._relations().items():
            begun, theirs, mine = base.get(f"{name}[]"), _rows_of(stored, formset), _sent(formset)
            if digest(theirs) in (begun, digest(mine)):
                continue
            is_clash = digest(mine) != begun
            texts = ["\n".join(" | ".join(row) for row in rows) for rows in (theirs, mine)]
            label = label_of(formset.model)
            self.differences.append(compare(label, *texts, is_clash=is_clash))
            if not is_clash:
                self.form.formsets[name] = type(formset)(
                    instance=stored, prefix=formset.prefix, form_kwargs=formset.form_kwargs
                )

    def _merge_panels(self, base: Mapping[str, Any], stored: Any) -> None:
        """The panels keep what was sent, so that saving again takes it."""
        if not isinstance(stored, Group) or _PANELS not in base:
            return
        theirs, mine = panel_lines(stored), panel_lines(stored, self.form.data)
        if digest(theirs) in (base[_PANELS], digest(mine)):
            return
        label = _("Permissions on pages and files")
        texts = "\n".join(theirs), "\n".join(mine)
        self.differences.append(compare(label, *texts, is_clash=True))


class VersionedForm(CMSVersionedFormMixin, WagtailAdminModelForm):
    """The form of a model that has none of its own."""


def _columns(formset: Any) -> list[str]:
    return list(formset.form.base_fields)


def _rows_of(stored: Any, formset: Any) -> list[list[str]]:
    """The stored rows below a thing."""
    fields = {field.name: field for field in formset.model._meta.concrete_fields}
    names = [name for name in _columns(formset) if name in fields]
    rows = getattr(stored, formset.rel_name).all()
    return sorted(
        [str(plain_value(fields[n].value_from_object(row))) for n in names] for row in rows
    )


def _sent(formset: Any) -> list[list[str]]:
    """The rows that a form sent."""
    known = {field.name for field in formset.model._meta.concrete_fields}
    names = [name for name in _columns(formset) if name in known]
    rows = []
    for form in formset.forms:
        row = [str(plain_value(form[name].data)) for name in names]
        is_removed = DELETION_FIELD_NAME in form.fields and form[DELETION_FIELD_NAME].data
        if any(row) and not is_removed:
            rows.append(row)
    return sorted(rows)


def _what_was_not_saved(form: Any) -> str:
    """Wagtail says "could not be created" also where a draft is there since it saved by itself."""
    if getattr(form, "differences", None):
        return _("Not saved: there is a newer version.")
    return _("Not saved: please correct what is marked below. What you wrote is still in the form.")


def version_every_edit_form() -> None:
    """Let every edit view of Wagtail use forms that know what they replace, and say so."""
    plain = EditView.get_form

    def get_form(view: Any, form_class: Any = None) -> Any:
        form_class = form_class or view.get_form_class()
        if hasattr(form_class, "_meta") and not issubclass(form_class, VersionedFormMixin):
            form_class = type(form_class)(
                form_class.__name__, (CMSVersionedFormMixin, form_class), {}
            )
        return plain(view, form_class)

    refuse = JsonPostResponseMixin.json_error_response

    def json_error_response(view: Any, error_code: str, error_message: str) -> Any:
        if error_code == "invalid_revision":
            error_message = _("There is a newer version; saving compares yours with it first.")
        return refuse(view, error_code, error_message)

    plain_error = messages.validation_error

    def validation_error(request: Any, message: str, form: Any, buttons: Any = None) -> None:
        plain_error(request, _what_was_not_saved(form), form, buttons)

    messages.validation_error = validation_error
    EditView.get_form = get_form
    JsonPostResponseMixin.json_error_response = json_error_response
    EditingSessionsList.template_name = "kb/admin/editing_sessions.html"

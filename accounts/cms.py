"""Saves in the CMS that know what they replace: two editors at one thing undo nothing unseen."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final

from django import forms
from django.db import models, transaction
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Page, Revision

BEGUN_FROM: Final = "begun_from"
NO_REVISION: Final = "no revision"
EDIT_PAGE: Final = "wagtailadmin_pages:edit"


class VersionedFormMixin:
    """A form of the CMS that saves only in place of what it was opened on.

    Otherwise nothing is saved: the form comes back with all that was typed, says who saved what
    meanwhile, and replaces that only when it is sent again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._present = ""
        instance: Any = self.instance  # type: ignore[attr-defined]
        if instance.pk and not getattr(instance, "latest_revision_id", None):
            has_revisions = hasattr(instance, "latest_revision_id")
            fields = self._meta.fields  # type: ignore[attr-defined]
            self._present = NO_REVISION if has_revisions else fingerprint(instance, fields)
            self.fields[BEGUN_FROM] = forms.CharField(  # type: ignore[attr-defined]
                widget=forms.HiddenInput, required=False, initial=self._present
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if self._present:
            self._check_fingerprint()
        elif newer := newer_revision(self.instance, self.data):  # type: ignore[attr-defined]
            self.add_error(None, self._tell(newer))  # type: ignore[attr-defined]
        return cleaned

    def _check_fingerprint(self) -> None:
        name: Any = self.add_prefix(BEGUN_FROM)  # type: ignore[attr-defined]
        if self.data.get(name, self._present) == self._present:  # type: ignore[has-type]
            return
        self.data = self.data.copy()  # type: ignore[has-type]
        self.data[name] = self._present
        text = _(
            "Somebody has changed this after you opened it. Nothing is saved yet, and what you "
            "typed is still here. Look at what is there now; saving again replaces it."
        )
        self.add_error(None, text)  # type: ignore[attr-defined]

    def _tell(self, newer: Revision) -> str:
        """Who saved what meanwhile."""
        text = _(
            "%(name)s has saved a newer version after you opened this one. Nothing is saved yet, "
            "and what you typed is still here. The history compares the versions; saving again "
            "replaces the newer one."
        ) % {"name": newer.user.get_full_name() if newer.user else _("Somebody")}
        loaded = self.data.get("loaded_revision_id", "")
        former = Revision.objects.filter(pk=loaded).first() if loaded.isdecimal() else None
        labels = ", ".join(self._changed(former, newer)) if former else ""
        if labels:
            text += " " + _("Changed meanwhile: %(fields)s.") % {"fields": labels}
        return text

    def _changed(self, former: Revision, newer: Revision) -> Iterator[str]:
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if former.content.get(name) != newer.content.get(name):
                yield str(field.label or name)


class VersionedForm(VersionedFormMixin, WagtailAdminModelForm):
    """The form of a model that has none of its own."""


def fingerprint(instance: models.Model, names: Any) -> str:
    """What the fields of a row say, in a few signs."""
    values = model_to_dict(instance, fields=names if isinstance(names, (list, tuple)) else None)
    plain = {
        name: instance._meta.get_field(name).value_to_string(instance)  # type: ignore[union-attr]
        if not isinstance(value, list)
        else sorted(str(row) for row in value)
        for name, value in values.items()
    }
    return sha256(repr(sorted(plain.items())).encode()).hexdigest()[:24]


def newer_revision(instance: Any, sent: Any) -> Revision | None:
    """The latest revision, where the form was opened on another one; as Wagtail's autosave asks."""
    latest = instance.latest_revision if instance.pk else None
    if latest is None:
        return None
    if own := sent.get("overwrite_revision_id"):
        return latest if own != str(latest.pk) else None
    if "loaded_revision_id" not in sent:
        return latest if sent.get(BEGUN_FROM) == NO_REVISION else None
    created = sent.get("loaded_revision_created_at", latest.created_at.isoformat())
    known = (str(latest.pk), latest.created_at.isoformat())
    return None if (sent["loaded_revision_id"], created) == known else latest


class OneSaveAtATimeMiddleware:
    """Let saves of one page of the CMS wait for each other, so that the second sees the first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Hold the page's row while it is saved."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name != EDIT_PAGE:
            return None
        with transaction.atomic():
            held = Page.objects.select_for_update(no_key=True, of=("self",))
            held.filter(pk=[*args, *kwargs.values()][0]).first()
            response: HttpResponseBase = view(request, *args, **kwargs)
        return response

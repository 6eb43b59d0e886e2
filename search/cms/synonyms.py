"""Editors keep synonyms here, and see what a rule would change before they save it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from community.versioned_forms import VersionedFormMixin
from core.form_fields import BoundedField
from core.unicode import shorten_to_fit
from kb.models.versioned_forms import VersionedForm
from kb.text.languages import default_language, enabled_choices
from search.conf import RULE_MAX_CHARS
from search.models import SwitchedOffSynonyms, SynonymRule, SynonymStamp
from search.permissions import can_edit_synonyms
from search.services.synonyms import (
    BadSynonyms,
    check_synonyms,
    delete_synonyms,
    save_synonyms,
    switch_builtin_synonyms,
)
from search.synonyms.builtin import builtin_rules
from search.synonyms.preview import RulePreview, preview_rule
from search.synonyms.store import VERSION_ROW, parse_rule

if TYPE_CHECKING:
    from accounts.models import User

MENU_ORDER: Final = 130
FORM_TEMPLATE: Final = "search/admin/synonym_form.html"


class SynonymForm(VersionedForm):
    """A rule and its language; says what is wrong with it in the words of the rules."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Of the people who search. Names of things are often the same in all."),
    )
    text = BoundedField(
        label=_("Words"),
        max_characters=RULE_MAX_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Words or phrases with commas between them: each finds the others (“parcel, package”). "
            "With “=>” what is on the left also finds what is on the right, but not the other way "
            "round (“wellies => rubber boots”)."
        ),
    )

    class Meta:
        model = SynonymRule
        fields = ("language", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = [*enabled_choices(), ("", _("All languages"))]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return values
        row = self.instance if self.instance.pk else None
        try:
            rule = check_synonyms(language=values["language"], text=values["text"], row=row)
        except BadSynonyms as error:
            for name, messages in error.fields.items():
                self.add_error(name, messages)
            return values
        return values | {"text": rule.text}


class _Previewed:
    """The button "Preview" shows the form again, with what the rule would change."""

    preview: RulePreview | None = None

    def form_valid(self, form: SynonymForm) -> HttpResponse:
        if "preview" not in self.request.POST:  # type: ignore[attr-defined]
            return super().form_valid(form)  # type: ignore[misc]
        self.form = form
        rule = parse_rule(form.cleaned_data["text"], language=form.cleaned_data["language"])
        self.preview = preview_rule(rule, replaces=form.instance.pk)
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"preview": self.preview}


class SynonymCreateView(_Previewed, generic.CreateView):
    """`?text=` and `?language=` begin a rule, for links from the report."""

    def get_initial(self) -> dict[str, Any]:
        given = self.request.GET
        return {
            "text": shorten_to_fit(given.get("text", ""), RULE_MAX_CHARS),
            "language": given.get("language", default_language()),
        }

    def save_instance(self) -> SynonymRule:
        values = self.form.cleaned_data
        return save_synonyms(
            actor=self.request.user, language=values["language"], text=values["text"]
        )


class SynonymEditView(_Previewed, generic.EditView):
    """The same for a rule that exists."""

    def save_instance(self) -> SynonymRule:
        values = self.form.cleaned_data
        return save_synonyms(
            actor=self.request.user,
            language=values["language"],
            text=values["text"],
            row=self.object,
        )


class SynonymDeleteView(generic.DeleteView):
    """Takes a rule out of force."""

    def delete_action(self) -> None:
        delete_synonyms(actor=self.request.user, row=self.object)


class SynonymIndexView(generic.IndexView):
    """All rules; names of people come with the same query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("updated_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("search_builtin_synonyms")
        return [*super().header_buttons, HeaderButton(_("Built-in"), url=url, icon_name="list-ul")]


class BuiltinSynonymsForm(VersionedFormMixin, forms.Form):
    """Which of the rules that come with the product are in force; one list for all editors."""

    on = forms.MultipleChoiceField(
        label=_("Switched off"),
        required=False,
        choices=lambda: [(rule.key, rule.text) for rule in builtin_rules()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.instance, _made = SynonymStamp.objects.get_or_create(pk=VERSION_ROW)
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.values_of(self.instance)["on"]

    def names(self) -> list[str]:
        return ["on"]

    def values_of(self, stored: SynonymStamp) -> dict[str, list[str]]:
        off = set(SwitchedOffSynonyms.objects.values_list("key", flat=True))
        return {"on": sorted(rule.key for rule in builtin_rules() if rule.key not in off)}

    def text_of(self, name: str, value: list[str]) -> str:
        """The few that are off, instead of the many that are on."""
        return super().text_of(name, self.off(value))

    def off(self, on: Collection[str]) -> list[str]:
        """The rules that are left out where these are in force."""
        return [rule.key for rule in builtin_rules() if rule.key not in on]

    def groups(self) -> dict[str, list[dict[str, Any]]]:
        """The rules as the page shows them, by language."""
        on = set(self["on"].value())
        groups: dict[str, list[dict[str, Any]]] = {}
        for rule in builtin_rules():
            name = str(settings.LANGUAGE_NAMES.get(rule.language, rule.language))
            row = {"key": rule.key, "text": rule.text, "is_on": rule.key in on}
            groups.setdefault(name, []).append(row)
        return groups


class BuiltinSynonymsView(WagtailAdminTemplateMixin, FormView):
    """The rules that come with the product, each of which can be switched off."""

    form_class = BuiltinSynonymsForm
    template_name = "search/admin/builtin_synonyms.html"
    page_title = _("Built-in synonyms")
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_edit_synonyms(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hold what is compared until the new list stands in its place."""
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: BuiltinSynonymsForm) -> HttpResponse:
        off = form.off(form.cleaned_data["on"])
        switch_builtin_synonyms(actor=cast("User", self.request.user), off=off)
        messages.success(self.request, _("Saved. It works for the next search."))
        return redirect("search_builtin_synonyms")


class LanguageColumn(Column):
    """A language by its name."""

    def get_value(self, instance: SynonymRule) -> Any:
        return settings.LANGUAGE_NAMES.get(instance.language, instance.language) or _(
            "All languages"
        )


class SynonymViewSet(ModelViewSet):
    """Listing, forms and history of the rules."""

    model = SynonymRule
    icon = "search"
    menu_label = _("Synonyms")
    menu_order = MENU_ORDER
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = SynonymIndexView
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    delete_view_class = SynonymDeleteView
    create_template_name = FORM_TEMPLATE
    edit_template_name = FORM_TEMPLATE
    search_fields: Final = ("text",)
    search_backend_name = None
    list_display: Final = (
        "text",
        LanguageColumn("language", label=_("Language")),
        Column("updated_by", label=_("Changed by"), accessor="updated_by.name"),
        DateColumn("updated_at", label=_("Changed"), sort_key="updated_at"),
    )

    def get_form_class(self, for_update: bool = False) -> type[SynonymForm]:
        return SynonymForm


synonym_viewset: Final = SynonymViewSet("synonyms")

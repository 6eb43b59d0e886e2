"""People in the back office."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import InviteForm
from accounts.models import ApiToken, ExternalIdentity, User
from accounts.services.identities import invite
from accounts.services.leaving import describe_traces, find_traces
from core.admin import ReadOnlyAdmin
from core.versions import ChangedMeanwhile, fingerprint, give_back_with


class PersonForm(UserChangeForm):
    """Django's own, which undoes nothing that its editor has not seen."""

    begun_from = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._present = fingerprint(self.instance, self._meta.fields)
        self.initial["begun_from"] = self._present

    def clean(self) -> dict[str, Any]:
        """Refuse what began from something else; sending it again replaces what is there now."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("begun_from", "") not in ("", self._present):
            give_back_with(self, "begun_from", self._present)
            self.add_error(None, str(ChangedMeanwhile()))
        return cleaned


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Django's own, with our fields."""

    form = PersonForm
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "display_name", "email", "is_staff", "is_active", "date_joined")
    search_fields = ("username_folded", "display_name_folded", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            gettext_lazy("Person"),
            {
                "fields": (
                    *("display_name", "email", "bio", "location", "website", "language"),
                    "begun_from",
                )
            },
        ),
        (
            gettext_lazy("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is in the way of deleting somebody, and lead to where they are deactivated."""
        person = self.get_object(request, object_id)
        may_delete = self.has_delete_permission(request, person)
        if person is not None and may_delete and (traces := find_traces(person)):
            text = _(
                "%(name)s has left traces that others build on (%(traces)s), so the account "
                "cannot be deleted. Take away “Active” instead: nobody signs in to it then."
            )
            words = {"name": person.name, "traces": describe_traces(traces)}
            self.message_user(request, text % words, messages.ERROR)
            return redirect("admin:accounts_user_change", person.pk)
        return super().delete_view(request, object_id, extra_context)


@admin.register(ExternalIdentity)
class ExternalIdentityAdmin(ReadOnlyAdmin):
    """Imported people; an unclaimed one can be matched with an email address."""

    list_display = ("user", "source", "external_id", "claimed_at")
    list_filter = ("source", ("claimed_at", admin.EmptyFieldListFilter))
    search_fields = (
        *("external_id", "user__username_folded", "user__display_name_folded", "user__email"),
    )
    list_select_related = ("user",)
    change_form_template = "admin/accounts/externalidentity/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a match."""
        match = path(
            "<int:pk>/match/",
            self.admin_site.admin_view(self.match_view),
            name="accounts_externalidentity_match",
        )
        return [match, *super().get_urls()]

    def match_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the email address, send the claim link and note it in the log."""
        identity = get_object_or_404(ExternalIdentity.objects.select_related("user"), pk=pk)
        form = InviteForm(request.POST or None, initial={"email": identity.user.email})
        form.run(invite, actor=cast(User, request.user), identity=identity)
        if form.is_done:
            note = _("Claim link sent to %(email)s") % form.cleaned_data
            self.log_change(request, identity, note)
            self.message_user(request, note)
            return redirect("admin:accounts_externalidentity_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Match %(name)s with an email address") % {"name": identity.user.name},
            "form": form,
            "identity": identity,
            "opts": self.opts,
        }
        return render(request, "admin/accounts/externalidentity/match.html", context)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Which keys exist; never the keys."""

    list_display = ("prefix", "user", "label", "created_at", "last_used_at", "revoked_at")
    search_fields = ("prefix", "user__username_folded", "label")
    list_select_related = ("user",)

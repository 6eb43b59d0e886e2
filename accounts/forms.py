"""Forms of the settings page and of the back office."""

from typing import Any, ClassVar, cast

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.token import LABEL_MAX_LENGTH
from accounts.services.profiles import PROFILE_FIELDS
from core.errors import DomainError
from core.form_fields import BoundedField
from core.forms import DomainForm, DomainFormMixin
from core.time_zones import time_zone_names
from core.versions import ChangedMeanwhile, fingerprint, give_back_with


class ProfileForm(DomainFormMixin, forms.ModelForm[User]):
    """What a person says about themself. The view hands the values to the service."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Texts in it come first, and pages are in it where they are translated."),
    )
    begun_from = forms.CharField(widget=forms.HiddenInput, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times on pages and in emails are shown in it."),
    )

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        widgets: ClassVar[dict[str, Any]] = {"bio": forms.Textarea(attrs={"rows": 5})}
        labels: ClassVar[dict[str, Any]] = {
            "display_name": _("Name"),
            "bio": _("About you"),
            "location": _("Where you are"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "display_name": _("What others see instead of your username."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = dict.fromkeys([*dict(settings.LANGUAGES), *settings.STOA_CONTENT_LANGUAGES])
        languages = [("", _("Same as my browser"))]
        languages += [(code, settings.LANGUAGE_NAMES.get(code, code)) for code in codes]
        cast(forms.ChoiceField, self.fields["language"]).choices = languages
        zones = [("", _("same as the site: %(zone)s") % {"zone": settings.TIME_ZONE})]
        zones += [(name, name.replace("_", " ")) for name in time_zone_names()]
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = zones
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        self.initial["begun_from"] = fingerprint(self.instance, PROFILE_FIELDS)

    def add_refusal(self, error: DomainError) -> None:
        """After a change meanwhile, say what is saved; sending the form again replaces it."""
        super().add_refusal(error)
        if not isinstance(error, ChangedMeanwhile):
            return
        present = User.objects.get(pk=self.instance.pk)
        give_back_with(self, "begun_from", fingerprint(present, PROFILE_FIELDS))
        for name in PROFILE_FIELDS:
            saved, typed = str(getattr(present, name)), str(self.data.get(name, ""))
            if saved.split() != typed.split():
                choices = dict(getattr(self.fields[name], "choices", ()))
                shown = choices.get(saved, saved) or _("nothing")
                self.add_error(name, _("Saved now: %(text)s") % {"text": shown})


class SignInForm(LoginForm):
    """Sign-in in the words of the site: its first field says what belongs into it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Username or email")
        login.widget.attrs["autocomplete"] = "username"
        self.fields["remember"].label = _("Keep me signed in")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class TokenForm(DomainForm):
    """A new key to the API."""

    label = BoundedField(
        label=_("What is it for?"),
        max_characters=LABEL_MAX_LENGTH,
        help_text=_("A few words, so that you know it again."),
    )


class InviteForm(DomainForm):
    """An administrator's match of an imported account with an email address."""

    email = forms.EmailField(
        label=_("Email address of the person"),
        help_text=_("The email address is set and a link that claims the account is sent there."),
    )

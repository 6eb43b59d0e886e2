"""The account pages that Django's and Wagtail's back offices bring along, and what is instead.

There is one sign-in, which counts attempts and wants a confirmed email address. There is one place
to change name, email address and password, which wants the present password. These URLs come first.
"""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, LogoutView

PERSONAL_PANELS: Final = frozenset({"name_email", "password"})


@never_cache
def sign_in(request: HttpRequest, *, home: str) -> HttpResponse:
    """Send who is not signed in to the sign-in of the site, and back afterwards."""
    if request.user.is_authenticated:
        raise PermissionDenied  # signed in already, and still sent here: not for this person
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = home
    return redirect(f"{resolve_url('account_login')}?{urlencode({'next': wanted})}")


@never_cache
def change_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Send on to the page that changes a password."""
    return redirect("account_change_password")


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Who forgot a password asks for a link at the sign-in of the site."""
    raise Http404


class PreferencesView(AccountView):
    """One's preferences in the CMS, without what says who somebody is."""

    def get_panels(self) -> list[Any]:
        """Leave out name, email address and password."""
        return [panel for panel in super().get_panels() if panel.name not in PERSONAL_PANELS]


urlpatterns = [
    path("cms/login/", sign_in, {"home": "/cms/"}),
    # Wagtail's own answers 405 to a mere link, and takes the session away all the same.
    path("cms/logout/", require_admin_access(require_POST(LogoutView.as_view()))),
    path("cms/account/", require_admin_access(PreferencesView.as_view())),
    path("cms/password_reset/", nothing_here),
    path("cms/password_reset/<path:rest>", nothing_here),
    path("kb/_util/login/", sign_in, {"home": "/kb/"}),
    path("admin/login/", sign_in, {"home": "/admin/"}),
    path("admin/password_change/", change_password),
    path("admin/password_change/<path:rest>", change_password),
]

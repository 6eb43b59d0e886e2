"""Where sign-in and sign-up differ from allauth's own."""

from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from accounts.naming import check_name_is_free, check_name_is_not_reserved
from core.rate_limits import client_network
from core.unicode import clean_characters, fold

_NAMES: Final = {"username", "email"}

WEB: Final = ("http", "https")


class MailedSite:
    """The site as mails name it, whatever host the request was sent to."""

    @property
    def name(self) -> str:
        return settings.SITE_NAME

    @property
    def domain(self) -> str:
        return urlsplit(settings.STOA_BASE_URL).netloc


class AccountAdapter(DefaultAccountAdapter):
    """Counts attempts by the same network as everything else of ours; mails lead to our site."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network of the client, past the proxies we trust."""
        return client_network(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a URL to go on to is on the host asked; one that is none is not, either."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count attempts by the account, not by the way its name is written."""
        names = {name: fold(credentials[name]) for name in _NAMES & credentials.keys()}
        super().pre_authenticate(request, **{**credentials, **names})

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Refuse names that somebody has in another case, whatever the database takes for one."""
        username = clean_characters(username)
        for validator in app_settings.USERNAME_VALIDATORS:
            validator(username)
        if shallow:
            check_name_is_not_reserved(username)
            return username
        if User.objects.filter(username_folded=username).exists():
            raise self.validation_error("username_taken")
        check_name_is_free(username)
        return username

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links lead to STOA_BASE_URL: the Host header is the sender's word."""
        ours = {name: self._with_our_host(value) for name, value in context.items()}
        super().send_mail(template_prefix, email, ours | {"current_site": MailedSite()})

    def _with_our_host(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = urlsplit(value)
        if parts.scheme not in WEB:
            return value
        return settings.STOA_BASE_URL + parts._replace(scheme="", netloc="").geturl()

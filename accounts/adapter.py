"""Where sign-in and sign-up differ from allauth's own."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.ratelimits import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Counts attempts by the same client address as everything else of ours."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address past the proxies we trust."""
        return client_address(request)

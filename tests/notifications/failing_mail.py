"""A mail transport that is down."""

from typing import NoReturn

from django.core.mail.backends.base import BaseEmailBackend


class FailingBackend(BaseEmailBackend):
    """Fails as a server does that does not answer."""

    def send_messages(self, email_messages: object) -> NoReturn:
        raise ConnectionError

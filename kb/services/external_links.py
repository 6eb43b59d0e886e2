"""Whether an address on another site answers. Nothing here may reach our own network."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from core.http_client.client import Answer, ask
from core.http_client.deadline import Deadline
from core.http_client.public_hosts import Unreachable

TIMEOUT_SECONDS: Final = 15
"""For all that is asked about one address."""

REDIRECTS_MAX: Final = 5
_REFUSED_FROM: Final = 400
_SERVER_ERROR_FROM: Final = 500
_LOCKED: Final = (401, 403, 405, 407, 429)
"""The server answers but refuses programs: the link is not dead."""


def problem_outside(address: str) -> str:
    """What is wrong with an address on another site; empty if somebody answers there."""
    deadline = Deadline(TIMEOUT_SECONDS)
    try:
        for _step in range(REDIRECTS_MAX + 1):
            answer = _ask_briefly(address, deadline)
            if not answer.onward:
                return _verdict(answer.status)
            address = answer.onward
    except Unreachable as reason:
        return str(reason)
    return _("It redirects without end.")


def _verdict(status: int) -> str:
    if status < _REFUSED_FROM or status in _LOCKED:
        return ""
    if status >= _SERVER_ERROR_FROM:
        return _("The server fails (%(status)s).") % {"status": status}
    return _("The server answers %(status)s.") % {"status": status}


def _ask_briefly(address: str, deadline: Deadline) -> Answer:
    """Ask for the head, and for the text, of which nothing is read, only where that is refused."""
    headers = {"User-Agent": f"Stoa link check (+{settings.STOA_BASE_URL})", "Accept": "*/*"}
    answer = ask(address, deadline=deadline, method="HEAD", headers=headers)
    if answer.status >= _REFUSED_FROM:
        answer = ask(address, deadline=deadline, headers=headers)
    return answer

"""Whether an address on another site answers. Nothing here may reach our own network."""

import http.client
import ssl
from typing import Final
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from kb.outside.public_web import Place, Unreachable, connection_to, find_place

TIMEOUT_SECONDS: Final = 6
REDIRECTS_MAX: Final = 5
_REDIRECT_FROM: Final = 300
_REFUSED_FROM: Final = 400
_SERVER_ERROR_FROM: Final = 500
_LOCKED: Final = (401, 403, 405, 407, 429)
"""Somebody is at home and does not open to a program."""


def problem_outside(address: str) -> str:
    """What is wrong with an address on another site; empty if somebody answers there."""
    try:
        for _step in range(REDIRECTS_MAX + 1):
            status, location = _ask(address)
            if not location:
                return _verdict(status)
            address = urljoin(address, location)
    except Unreachable as reason:
        return str(reason)
    return _("It redirects without end.")


def _verdict(status: int) -> str:
    if status < _REFUSED_FROM or status in _LOCKED:
        return ""
    if status >= _SERVER_ERROR_FROM:
        return _("The server fails (%(status)s).") % {"status": status}
    return _("The server answers %(status)s.") % {"status": status}


def _ask(address: str) -> tuple[int, str]:
    """Status and place of a redirect; asks for the text only where a short question is refused."""
    place = find_place(address)
    status, location = _send(place, "HEAD")
    if status >= _REFUSED_FROM:
        status, location = _send(place, "GET")
    return status, location if _REDIRECT_FROM <= status < _REFUSED_FROM else ""


def _send(place: Place, method: str) -> tuple[int, str]:
    """One request without a body; nothing of the answer's text is read."""
    connection = connection_to(place, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            method,
            place.target,
            headers={
                "User-Agent": f"Stoa link check (+{settings.STOA_BASE_URL})",
                "Accept": "*/*",
                "Connection": "close",
            },
        )
        response = connection.getresponse()
        return response.status, response.getheader("Location", "")
    except ssl.SSLError as error:
        raise Unreachable(_("Its certificate is not valid.")) from error
    except TimeoutError as error:
        raise Unreachable(_("It does not answer in time.")) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_("It can not be reached.")) from error
    finally:
        connection.close()

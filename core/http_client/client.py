"""The one way in which the site asks other sites: guarded, timed, and never surprised."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from core.http_client.deadline import Deadline
from core.http_client.public_hosts import Unreachable, connection_to, resolve_host

REDIRECTS: Final = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Answer:
    """What the other side said; `onward` is where it sends us, which is checked like any other."""

    status: int
    onward: str
    content_type: str
    content: bytes


def ask(
    url: str,
    *,
    deadline: Deadline,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    limit: int = 0,
) -> Answer:
    """Ask once and read at most `limit` bytes; every failure is an `Unreachable` with its reason.

    One deadline holds for all that is asked to get one thing: look-ups, redirects, the text.
    """
    try:
        return _ask(url, method, dict(headers or {}), limit, deadline)
    except ssl.SSLError as error:
        raise Unreachable(_("Its certificate is not valid.")) from error
    except TimeoutError as error:
        raise Unreachable(_("It does not answer in time.")) from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(_("It can not be reached.")) from error


def _ask(url: str, method: str, headers: dict[str, str], limit: int, deadline: Deadline) -> Answer:
    resolved = resolve_host(url, deadline)
    connection = connection_to(resolved, deadline)
    try:
        connection.request(method, resolved.target, headers=headers | {"Connection": "close"})
        response = connection.getresponse()
        location = response.getheader("Location", "") if response.status in REDIRECTS else ""
        is_wanted = limit and not location and response.status == 200
        content = response.read(limit + 1) if is_wanted else b""
        if len(content) > limit:
            raise Unreachable(_("It is too large."))
        onward = urljoin(url, location) if location else ""
        content_type = response.getheader("Content-Type", "")
        return Answer(response.status, onward, content_type, content)
    finally:
        connection.close()

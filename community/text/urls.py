"""Which URLs a text may point at, and which of them are our own."""

import re
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

ALLOWED_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_SCHEME: Final = re.compile(r"[^/?#]*?:")
_IGNORED_IN_SCHEMES: Final = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def is_allowed_link(url: str) -> bool:
    """Tell whether a link may be followed: http, https, mailto, or a URL on this site.

    Browsers ignore white space and control characters inside a scheme, so they are taken out
    before looking at it.
    """
    bare = _IGNORED_IN_SCHEMES.sub("", url)
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme.group()[:-1].lower() in ALLOWED_SCHEMES


def is_allowed_image(url: str) -> bool:
    """Tell whether an image may be shown: from the web by http(s), or uploaded to this site."""
    return url.lower().startswith(("http://", "https://")) or url.startswith(settings.MEDIA_URL)


def is_external(url: str) -> bool:
    """Tell whether a link leaves this site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    if not parts.netloc:
        return bool(parts.scheme)
    return parts.netloc.lower() != urlsplit(settings.STOA_BASE_URL).netloc.lower()

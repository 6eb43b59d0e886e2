"""What pages say to machines: whole URLs, and data of schema.org in script elements."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.xml import xml_text

SCHEMA_ORG: Final = "https://schema.org"
_SCRIPT_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

Thing: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Crumb:
    """A page on the way down to another."""

    title: str
    url: str


def absolute_url(path: str) -> str:
    """The one URL of a page, whatever host it was asked for under."""
    return f"{settings.STOA_BASE_URL.rstrip('/')}{path}"


def structured_data(things: Iterable[Thing]) -> SafeString:
    """The script element that holds things of schema.org; nothing where there are none."""
    graph = list(things)
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": SCHEMA_ORG, "@graph": graph}, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        SafeString(xml_text(text).translate(_SCRIPT_ESCAPES)),
    )


def breadcrumb_list(crumbs: Sequence[Crumb]) -> Thing:
    """The way down to a page, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.title,
                "item": absolute_url(crumb.url),
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def site_organization() -> Thing:
    """Who publishes what the site says."""
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute_url("/")}


def person(name: str, url: str) -> Thing:
    return {"@type": "Person", "name": name, "url": absolute_url(url)}

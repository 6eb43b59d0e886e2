"""Which address in a foreign text means which page of ours."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from accounts.unicode import slugify
from community.text.urls import is_allowed_link
from kb.importing.items import Target

_ENDINGS: Final = ("", ".md", ".html", "/index.md", "/_index.md", "/README.md", ".markdown")


@dataclass
class LinkIndex:
    """Addresses of one source, each with the page it became.

    `hosts` are host names whose addresses are the source's own. Keys look like paths; an address
    that begins with a slash is read from the source's root, others from the article that holds it.
    In our own export (`is_own`) such an address means a place on the site, and is kept.
    """

    hosts: frozenset[str] = frozenset()
    prefix: str = ""
    is_own: bool = False
    simplify: Callable[[str], str] = str
    pages: dict[str, int] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)

    def add(self, address: str, page: int, url: str) -> None:
        """Remember where an address of the source leads now."""
        path = urlsplit(address).path if "://" in address else address
        self.pages.setdefault(_normal(path), page)
        self.urls[page] = url

    def forget(self, page: int) -> None:
        """Let no address lead to a page that is not there after all."""
        self.pages = {address: number for address, number in self.pages.items() if number != page}

    def find(self, href: str, base: str) -> Target | None:
        """Find where a link in the article with the key `base` leads; None: nowhere."""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return None
        is_foreign = bool(parts.netloc) and parts.netloc.lower() not in self.hosts
        is_page = parts.scheme in ("", "http", "https")
        is_kept = self.is_own and not parts.netloc and parts.path.startswith("/")
        if is_foreign or not is_page or is_kept:
            return Target(address=href) if is_allowed_link(href) else None
        fragment = slugify(unquote(parts.fragment))
        if not parts.path and not parts.netloc:
            return Target(fragment=fragment) if fragment else None
        page = self._page(unquote(parts.path), base)
        if page is None:
            return None
        return Target(page=page, address=self.urls[page], fragment=fragment)

    def _page(self, path: str, base: str) -> int | None:
        if path.startswith("/"):
            path = path.removeprefix(self.prefix) if self.prefix else path
        else:
            path = posixpath.join(posixpath.dirname(base), path)
        path = _normal(self.simplify(path))
        for ending in _ENDINGS:
            if (page := self.pages.get(path + ending)) is not None:
                return page
        return None


def _normal(address: str) -> str:
    return posixpath.normpath("/" + address.strip("/")).lstrip("/")

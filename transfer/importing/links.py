"""Which URL in a foreign text means which page of ours."""

import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from community.text.urls import is_allowed_link
from kb.conversion.context import Target
from kb.conversion.heading_ids import heading_ids

_ENDINGS: Final = (
    *("", ".md", ".html", "/index.md", "/_index.md", "/README.md", "/readme.md", ".markdown"),
    *(".mdx", "/index.mdx", "/index.html", ".mdown", ".mkd", "/index.markdown"),
)
_NUMBER: Final = re.compile(r"(?:^|(?<=/))\d+[-_.][ ]*(?=[^/\d])")
_FRAGMENT: Final = re.compile(r"#([^\s\"'<>)\]}|#]{1,150})")


@dataclass
class LinkIndex:
    """URLs of one source, each with the page it became.

    `hosts` are host names whose URLs are the source's own. Keys look like paths; a URL
    that begins with a slash is read from the source's root, others from the article that holds it.
    In our own export (`is_own`) such a URL means a place on the site, and is kept. `roots` are
    folders that such a URL may start from as well; `wanted` are the places inside pages that
    links of the source point at, `tops` those that are the titles of pages.
    """

    hosts: frozenset[str] = frozenset()
    prefix: str = ""
    is_own: bool = False
    simplify: Callable[[str], str] = str
    roots: tuple[str, ...] = ()
    wanted: set[str] = field(default_factory=set)
    pages: dict[str, int] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)
    tops: dict[int, frozenset[str]] = field(default_factory=dict)

    def add_title(self, page: int, title: str, ids: tuple[str, ...] = ()) -> None:
        """Remember which places on a page are its title, and so its beginning."""
        self.tops[page] = frozenset({*heading_ids(title), *ids})

    def add(self, old: str, page: int, url: str) -> None:
        """Remember where a URL of the source leads now."""
        path = urlsplit(old).path if "://" in old else old
        self.pages.setdefault(_normal(path), page)
        if (bare := _NUMBER.sub("", _normal(path))) != _normal(path):
            self.pages.setdefault(bare, page)
        self.urls[page] = url

    def want_places(self, text: str) -> None:
        """Remember the places that the links of a text may point at, on whatever page."""
        self.wanted.update(unquote(name) for name in _FRAGMENT.findall(text))

    def forget(self, page: int) -> None:
        """Let no URL lead to a page that is not there after all."""
        self.pages = {url: number for url, number in self.pages.items() if number != page}

    def page_of(self, key: str) -> int | None:
        """The page that the article with a key has here."""
        return self.pages.get(_normal(key))

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
            return Target(url=href) if is_allowed_link(href) else None
        fragment = unquote(parts.fragment)
        if not parts.path and not parts.netloc:
            return Target(fragment=fragment or "top") if "#" in href else None
        page = self._page(unquote(parts.path), base)
        if page is None:
            return None
        if fragment in self.tops.get(page, ()):
            fragment = ""
        return Target(page=page, url=self.urls[page], fragment=fragment)

    def _page(self, path: str, base: str) -> int | None:
        if path.startswith("/"):
            path = path.removeprefix(self.prefix) if self.prefix else path
            tried = [path, *(f"/{root}{path}" for root in self.roots)]
        else:
            beside = posixpath.join(posixpath.dirname(base), path)
            below = posixpath.join(posixpath.splitext(base)[0], path)  # as browsers read it there
            tried = [beside, below]
        for candidate in tried:
            if (page := self._page_at(_normal(self.simplify(candidate)))) is not None:
                return page
        return None

    def _page_at(self, path: str) -> int | None:
        for stem in dict.fromkeys((path, path.removesuffix(".html"), path.removesuffix("/index"))):
            for ending in _ENDINGS:
                if (page := self.pages.get(stem + ending)) is not None:
                    return page
        return None


def _normal(url: str) -> str:
    composed = unicodedata.normalize("NFC", url.replace("\\", "/"))
    return posixpath.normpath("/" + composed.strip("/")).lstrip("/")

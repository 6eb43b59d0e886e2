"""Atom feeds (RFC 4287): only text that XML allows, one host, and ids that never change."""

from abc import ABC, abstractmethod
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Model
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from core.structured_data import absolute_url
from core.xml import header_text, xml_text

TAG_URI_YEAR: Final = 2026

Item = TypeVar("Item")
Obj = TypeVar("Obj", bound=Model)


def stable_id(kind: str, key: int | None = None) -> str:
    """Return the tag URI (RFC 4151) of a thing: host, kind and key, nothing that people edit."""
    path = kind if key is None else f"{kind}/{key}"
    return f"tag:{urlsplit(settings.STOA_BASE_URL).hostname},{TAG_URI_YEAR}:{path}"


class _XmlGenerator(SimplerXMLGenerator):
    """Writes whatever it is given as well-formed XML."""

    def characters(self, content: str) -> None:
        super().characters(xml_text(content))

    def startElement(self, name: str, attrs: Any) -> None:
        clean = {key: xml_text(str(value)) for key, value in attrs.items()}
        super().startElement(name, AttributesImpl(clean))


class _AtomFeed(Atom1Feed):
    """Django's writer; summaries are plain text, entries say their language."""

    def write(self, outfile: Any, encoding: str) -> None:
        handler = _XmlGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        # Django labels summaries as HTML, so plain text has to be written as HTML.
        # Without a name that says something the author of the feed is that of the entry.
        name = item["author_name"] if header_text(item["author_name"] or "") else None
        plain = {"description": escape(item["description"]), "author_name": name}
        super().add_item_elements(handler, item | plain)


class SiteFeed(Feed[Item, Any], ABC, Generic[Item, Obj]):
    """A feed whose URLs are the site's own, whatever host it was asked for under."""

    feed_type: type[SyndicationFeed] = _AtomFeed

    @abstractmethod
    def page_path(self, obj: Obj | None) -> str:
        """Return the path of the page that lists the same things."""

    @abstractmethod
    def feed_path(self, obj: Obj | None) -> str:
        """Return the path of the feed itself."""

    @abstractmethod
    def feed_guid(self, obj: Obj | None) -> str:
        """Return what identifies the feed whatever its title becomes; see `stable_id`."""

    @abstractmethod
    def item_path(self, item: Item) -> str:
        """Return the path of an entry's page."""

    @abstractmethod
    def item_language(self, item: Item) -> str:
        """Return the language an entry is written in, or nothing where it is not known."""

    def link(self, obj: Obj | None) -> str:
        return absolute_url(self.page_path(obj))

    def feed_url(self, obj: Obj | None) -> str:
        return absolute_url(self.feed_path(obj))

    def author_name(self) -> str:
        return str(settings.SITE_NAME)

    def author_link(self) -> str:
        return absolute_url("/")

    def item_link(self, item: Item) -> str:
        return absolute_url(self.item_path(item))

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        return {"language": self.item_language(item)}

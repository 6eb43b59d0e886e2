"""What every part of the site's map has in common."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model, QuerySet

M = TypeVar("M", bound=Model)


class QuerySetSitemap(Sitemap[M], ABC):
    """A part filled from a queryset, in files of bounded size, with the site's own URL.

    Django would read every row to say when the newest one changed; here the database says it.
    """

    changefreq = "weekly"
    limit = 5_000
    date_field: ClassVar[str] = ""

    @abstractmethod
    def items(self) -> "QuerySet[M]":
        """What is listed, in an order that does not change from file to file."""

    def lastmod(self, item: M) -> datetime | None:
        """When an item changed; parts without a `date_field` do not say."""
        moment: datetime | None = getattr(item, self.date_field) if self.date_field else None
        return moment

    def get_latest_lastmod(self) -> datetime | None:
        """Return when the newest item changed; one query."""
        if not self.date_field:
            return None
        newest: datetime | None = self.items().aggregate(newest=Max(self.date_field))["newest"]
        return newest

    def get_domain(self, site: Any = None) -> str:
        """The one URL of the site, whatever host it was asked under."""
        return urlsplit(settings.STOA_BASE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        """The scheme of that URL."""
        return urlsplit(settings.STOA_BASE_URL).scheme

"""One map of everything worth finding."""

from django.contrib.sitemaps import Sitemap

from community.sitemaps import QuestionSitemap, TagSitemap
from kb.sitemaps import ArticleSitemap, SectionSitemap

sitemaps: dict[str, type[Sitemap]] = {
    "articles": ArticleSitemap,
    "sections": SectionSitemap,
    "questions": QuestionSitemap,
    "tags": TagSitemap,
}

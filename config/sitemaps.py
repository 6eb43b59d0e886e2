"""The map of everything worth finding, in parts by kind and language."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from community.sitemaps import OtherQuestionSitemap, QuestionSitemap, TagSitemap
from kb.sitemaps import ArticleSitemap, OtherArticleSitemap, SectionSitemap


def make_sitemaps() -> dict[str, Callable[[], Sitemap[Any]]]:
    """What makes each part, under the name it has in its address."""
    languages = [code for code, _name in settings.LANGUAGES]
    parts: dict[str, Callable[[], Sitemap[Any]]] = {"sections": SectionSitemap, "tags": TagSitemap}
    parts.update({f"articles-{code}": partial(ArticleSitemap, code) for code in languages})
    parts.update({f"questions-{code}": partial(QuestionSitemap, code) for code in languages})
    parts["articles-other"] = partial(OtherArticleSitemap, languages)
    parts["questions-other"] = partial(OtherQuestionSitemap, languages)
    return parts

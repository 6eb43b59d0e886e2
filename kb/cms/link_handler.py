"""Wagtail's links between pages, drawn from what an article's body looked up at once."""

from typing import Any, Final

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from kb.text.page_links import known_pages

AFTER_WAGTAILS: Final = 10


class KnownPageLinkHandler(PageLinkHandler):
    """Wagtail's links to pages, which takes what was looked up before."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        known = known_pages()
        numbers = [str(attrs.get("id")) for attrs in attrs_list]
        if all(number in known for number in numbers):
            return [known[number] for number in numbers]
        found: list[Any] = super().get_many(attrs_list)
        return found


@hooks.register("register_rich_text_features", order=AFTER_WAGTAILS)
def register_links(features: FeatureRegistry) -> None:
    features.register_link_type(KnownPageLinkHandler)

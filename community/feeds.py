"""Atom feeds: new questions, of all and of one tag."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Tag
from community.selectors.cards import QuestionCard
from community.selectors.lists import list_questions
from community.views.lookup import find_tag
from core.feeds import SiteFeed, stable_id
from core.structured_data import absolute_url

ITEMS_MAX = 30


class QuestionFeed(SiteFeed[QuestionCard, Tag]):
    """The newest questions."""

    title: Any = gettext_lazy("New questions")
    subtitle: Any = gettext_lazy("New questions of the community")

    def page_path(self, obj: Tag | None) -> str:
        return obj.get_absolute_url() if obj else reverse("community:question-list")

    def feed_path(self, obj: Tag | None) -> str:
        if obj is None:
            return reverse("community:question-feed")
        return reverse("community:tag-feed", args=[obj.slug])

    def feed_guid(self, obj: Tag | None) -> str:
        return stable_id("tags", obj.pk) if obj else stable_id("questions")

    def items(self, obj: Tag | None) -> tuple[QuestionCard, ...]:
        """The newest questions; three queries."""
        return list_questions(sort="newest", tag=obj, limit=ITEMS_MAX).items

    def item_title(self, item: QuestionCard) -> str:
        return item.title

    def item_description(self, item: QuestionCard) -> str:
        return item.excerpt

    def item_path(self, item: QuestionCard) -> str:
        return item.url

    def item_guid(self, item: QuestionCard) -> str:
        return stable_id("questions", item.id)

    def item_language(self, item: QuestionCard) -> str:
        return item.language

    def item_author_name(self, item: QuestionCard) -> str:
        return item.author.name

    def item_author_link(self, item: QuestionCard) -> str:
        return absolute_url(item.author.url)

    def item_pubdate(self, item: QuestionCard) -> datetime:
        return item.created_at

    def item_updateddate(self, item: QuestionCard) -> datetime:
        return item.last_activity_at

    def item_categories(self, item: QuestionCard) -> list[str]:
        return [tag.name for tag in item.tags]


class TagFeed(QuestionFeed):
    """The newest questions of one tag."""

    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        """Find the tag; a synonym's feed is that of the tag it stands for."""
        tag = find_tag(slug)
        return tag.synonym_of or tag

    def title(self, obj: Tag) -> str:
        return _("New questions about %(tag)s") % {"tag": obj.name}

    def subtitle(self, obj: Tag) -> str:
        return _("New questions of the community about %(tag)s") % {"tag": obj.name}

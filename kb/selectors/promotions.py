"""The editors' queue of proposals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from community.models import Post
from kb.enums import PromotionState
from kb.models import ArticlePage, Promotion, SectionPage
from kb.selectors.articles import ArticleCard, article_cards

if TYPE_CHECKING:
    from kb.querysets import Reader

TOP_SECTION_DEPTH = 3
"""Below the tree's root and the index."""


@dataclass(frozen=True)
class StateTab:
    """A tab of the queue."""

    state: str
    label: str
    count: int


@dataclass(frozen=True)
class SectionChoice:
    """A place for a new article; the title is indented by its depth."""

    id: int
    title: str


def promotions_in_state(state: str) -> QuerySet[Promotion]:
    """Proposals of one state, the oldest first while they wait, else the newest."""
    order = ("proposed_at", "pk") if state == PromotionState.PROPOSED else ("-decided_at", "-pk")
    return (
        Promotion.objects.filter(state=state)
        .select_related(
            "answer__question", "answer__author", "proposed_by", "decided_by", "article"
        )
        .defer("article__body", "answer__body_html", "answer__body_markdown")
        .order_by(*order)
    )


def state_tabs() -> list[StateTab]:
    """How many proposals there are in each state; one query."""
    counts: dict[str, int] = dict(
        Promotion.objects.order_by().values_list("state").annotate(count=Count("pk"))
    )
    return [
        StateTab(state=state.value, label=str(state.label), count=counts.get(state.value, 0))
        for state in PromotionState
    ]


def get_promotion(promotion_id: int) -> Promotion | None:
    """One proposal with everything its page shows of the answer; one query."""
    return (
        Promotion.objects.select_related(
            "answer__question", "answer__author", "proposed_by", "decided_by", "article"
        )
        .filter(pk=promotion_id)
        .first()
    )


def similar_articles(answer: Post, reader: "Reader") -> list[ArticleCard]:
    """Published articles that share most tags with the question: is one of them this already?"""
    tag_ids = list(answer.question.question_tags.values_list("tag_id", flat=True))
    found = (
        ArticlePage.objects.visible_to(reader)
        .filter(article_tags__tag__in=tag_ids)
        .annotate(shared=Count("article_tags"))
        .order_by("-shared", "title")
        .defer_streamfields()
    )
    return article_cards(found[:5])


def other_promotions(promotion: Promotion) -> list[Promotion]:
    """Other open or published proposals from the same thread."""
    return list(
        Promotion.objects.filter(answer__question=promotion.answer.question_id)
        .exclude(pk=promotion.pk)
        .exclude(state=PromotionState.DECLINED)
        .select_related("answer__author", "article")
        .defer("article__body")
        .order_by("-proposed_at")
    )


def section_choices() -> list[SectionChoice]:
    """All sections in the order of the tree; one query."""
    sections = SectionPage.objects.live().order_by("path").only("pk", "title", "depth", "path")
    return [
        SectionChoice(
            id=section.pk, title=f"{'- ' * (section.depth - TOP_SECTION_DEPTH)}{section.title}"
        )
        for section in sections
    ]

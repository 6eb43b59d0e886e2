"""The editors' queue of proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, QuerySet

from community.models import Post
from kb.conversion.markdown_blocks import RawBlock, markdown_to_blocks
from kb.conversion.summaries import first_words
from kb.enums import PromotionState
from kb.models import ArticlePage, Promotion, SectionPage
from kb.models.pages import default_language
from kb.selectors.articles import ArticleCard, article_cards
from kb.selectors.similar import find_alike
from kb.text.body import RenderedBody, render_body

if TYPE_CHECKING:
    from kb.models.querysets import Reader

DUPLICATES_MAX: Final = 5


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
    """Articles that may say it already: found alike by the search, then by shared tags."""
    tag_ids = list(answer.question.question_tags.values_list("tag_id", flat=True))
    readable = ArticlePage.objects.visible_to(reader)
    tagged = (
        readable.filter(article_tags__tag__in=tag_ids)
        .annotate(shared=Count("article_tags"))
        .order_by("-shared", "title")
        .values_list("pk", flat=True)
    )
    alike = find_alike(answer.question.title, answer.body_text, reader)
    wanted = list(dict.fromkeys([*alike, *tagged[:DUPLICATES_MAX]]))[:DUPLICATES_MAX]
    found = readable.defer_streamfields().in_bulk(wanted)
    return article_cards([found[number] for number in wanted if number in found])


def summary_of(answer: Post, blocks: Sequence[RawBlock]) -> str:
    """The answer in a sentence or two, until the editor finds better ones."""
    return first_words(blocks) or answer.question.title


@dataclass(frozen=True)
class DraftPreview:
    """What accepting a proposal would write."""

    title: str
    summary: str
    language: str
    tags: tuple[str, ...]
    body: RenderedBody
    picture_count: int


def preview_draft(promotion: Promotion) -> DraftPreview:
    """The draft as it will be, before anything is written; pictures still come from elsewhere."""
    answer, question = promotion.answer, promotion.answer.question
    blocks = markdown_to_blocks(answer.body_markdown)
    body = ArticlePage._meta.get_field("body").stream_block.to_python(blocks)
    return DraftPreview(
        title=question.title,
        summary=summary_of(answer, blocks),
        language=question.language or default_language(),
        tags=tuple(question.tags.values_list("name", flat=True)),
        body=render_body(body),
        picture_count=sum(block["type"] == "picture" for block in blocks),
    )


def pictures_left_out(article: ArticlePage) -> list[str]:
    """URLs of pictures in an article's latest draft that are not in the library."""
    draft: ArticlePage = article.get_latest_revision_as_object()
    pictures = (block.value for block in draft.body if block.block_type == "picture")
    return [picture["address"] for picture in pictures if not picture["image"]]


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
    return [SectionChoice(id=section.pk, title=section.indented_title) for section in sections]

"""Answers on their way into the knowledge base: proposed, decided, worked in, reviewed."""

from datetime import datetime, timedelta
from typing import Final

from demo.loading.articles import article_fields, find_article, section_of, verify
from demo.loading.blocks import article_blocks
from demo.loading.content import ArticleText, PromotionText
from demo.loading.run import Run
from kb.models import ArticlePage, ArticleSource, Promotion
from kb.services.articles import revise_article
from kb.services.promotion import decide_promotion, propose_promotion
from kb.services.review import review_article, submit_for_review

WRITING: Final = timedelta(hours=20)
WAITING: Final = timedelta(hours=6)
APPROVAL: Final = "Read against the product sheets. Fine."


def load_promotions(run: Run) -> None:
    """Load the promotions in the order in which they were proposed."""
    texts = sorted(run.content.promotions, key=lambda text: text.proposed, reverse=True)
    for text in run.show(texts, len(texts)):
        _PromotionLoader(run, text).load()


class _PromotionLoader:
    """Loads one promotion with its review."""

    def __init__(self, run: Run, text: PromotionText) -> None:
        self.run = run
        self.text = text
        self.is_new = text.kind == "create"
        self.article_text = next(
            (article for article in run.content.articles if article.key == text.article), None
        )

    def load(self) -> None:
        promotion = self._propose()
        if self.text.decided is None:
            return
        self.run.clock.set(self.run.ago(self.text.decided))
        promotion = decide_promotion(
            actor=self.run.person("editor"),
            promotion=promotion,
            decision=self.text.decision,
            note=self.text.decision_note,
            section=section_of(self.article_text) if self.is_new and self.article_text else None,
        )
        if self.text.decision == "accept" and self.article_text and self.text.kind != "contradict":
            assert promotion.article is not None  # noqa: S101 - accepted with a text
            self._write(promotion.article, self.article_text)

    def _propose(self) -> Promotion:
        self.run.clock.set(self.run.ago(self.text.proposed))
        return propose_promotion(
            actor=self.run.person(self.text.proposed_by),
            answer=self.run.post_of(self.text.answer),
            kind=self.text.kind,
            article=None if self.is_new else find_article(self.text.article),
            note=self.text.note,
        )

    def _write(self, article: ArticlePage, text: ArticleText) -> None:
        """Turn the raw answer into the article of the file, and see it through the review."""
        run = self.run
        live_at = self._live_at(text)
        handed_in = live_at - WAITING if live_at else run.ago(text.draft or timedelta())
        run.clock.set(handed_in - min(WRITING, (handed_in - run.clock()) / 2))
        blocks = article_blocks(text.body)
        revise_article(
            actor=run.person("editor"),
            article=article,
            blocks=blocks,
            title=text.title,
            draft_title=text.title,
            summary=text.summary,
            slug=text.slug,
            language=text.language,
            edit_weight="major" if self.text.change else "",
            edit_note=self.text.change,
            **article_fields(run, text),
        )
        if self.is_new:
            ArticleSource.objects.filter(article=article).update(
                blocks={block["id"]: 1 for block in blocks}
            )
            ArticlePage.objects.filter(pk=article.pk).update(
                title=text.title, draft_title=text.title
            )
        run.clock.set(handed_in)
        article = ArticlePage.objects.get(pk=article.pk)
        submit_for_review(actor=run.person("editor"), article=article)
        if live_at is None:
            return
        run.clock.set(live_at)
        article = review_article(
            actor=run.person(self.text.reviewed_by),
            article=ArticlePage.objects.get(pk=article.pk),
            action="approve",
            comment=APPROVAL,
        )
        verify(run, article, text)

    def _live_at(self, text: ArticleText) -> datetime | None:
        """When the article, or its new version, is to go live; None for a draft that waits."""
        span = text.published if self.is_new else self.text.published
        return self.run.ago(span) if span else None

"""The knowledge base: sections, and the articles that the shop itself wrote."""

import random
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from demo.loading.blocks import article_blocks
from demo.loading.content import ArticleText
from demo.loading.run import Run
from kb.enums import HELPFUL_REASONS, UNHELPFUL_REASONS
from kb.models import (
    ArticleFeedback,
    ArticlePage,
    ArticleTranslation,
    ArticleViews,
    KBIndexPage,
    SectionName,
    SectionPage,
    SharedText,
)
from kb.services.articles import create_article, create_section
from kb.services.maintenance import mark_verified
from kb.services.publication import publish_article
from kb.services.sources import link_answer
from kb.services.translations import link_translation

SEED: Final = 77
KNOWLEDGE_BASE_BEGAN: Final = timedelta(days=530)
READ_FOR_DAYS: Final = 28
VERDICTS_PER_DAILY_READER: Final = 10
READ_BEFORE_LINKING: Final = timedelta(days=3)


def load_sections(run: Run) -> None:
    """The shelves, in the order of the front page."""
    run.clock.set(run.ago(KNOWLEDGE_BASE_BEGAN))
    for section in run.content.sections:
        if not SectionPage.objects.child_of(KBIndexPage.objects.get()).filter(slug=section.slug):
            created = create_section(
                actor=run.person("admin"),
                title=section.title,
                summary=section.intro,
                slug=section.slug,
                review_days=section.review_days,
            )
            SectionName.objects.bulk_create(
                SectionName(section=created, language=language, **words)
                for language, words in section.names.items()
            )


def load_shared_texts(run: Run) -> None:
    """What several articles say in the same words."""
    for text in run.content.shared_texts:
        SharedText.objects.get_or_create(
            slug=text.slug,
            defaults={
                "title": text.title,
                "content": [("text", f"<p>{text.text}</p>")],
                "language": text.language,
                "translates": SharedText.objects.filter(slug=text.translates).first(),
            },
        )


def load_articles(run: Run) -> None:
    """Write and publish, oldest first. What members wrote comes with the promotions."""
    promoted = {text.article for text in run.content.promotions if text.kind == "create"}
    amended = {text.article for text in run.content.promotions if text.kind in ("update", "merge")}
    texts = [text for text in run.content.articles if text.key not in promoted and text.published]
    texts.sort(key=lambda text: text.published or timedelta(), reverse=True)
    for text in run.show(texts, len(texts)):
        assert text.published is not None  # noqa: S101 - filtered above
        run.clock.set(run.ago(text.published))
        body = _without_last_part(text.body) if text.key in amended else text.body
        article = create_article(
            actor=run.person("editor"),
            section=section_of(text),
            title=text.title,
            summary=text.summary,
            blocks=article_blocks(body),
            tags=text.tags,
            language=text.language,
            slug=text.slug,
            **article_fields(run, text),
        )
        publish_article(
            actor=run.person("admin"),
            article=article,
            verified_by=run.person(text.checked_by),
        )
        verify(run, article, text)
        if text.translates and text.translates not in promoted:
            _tie(run, text)
        _link_sources(run, article, text)


def load_translations(run: Run) -> None:
    """Tie the translations of articles that members wrote; the others were tied when published."""
    run.clock.set(run.today)
    tied = ArticleTranslation.objects.values_list("article__slug", flat=True)
    for text in run.content.articles:
        if text.translates and text.slug not in tied:
            _tie(run, text)


def _tie(run: Run, text: ArticleText) -> None:
    link_translation(
        actor=run.person("editor"),
        article=find_article(text.key),
        source=find_article(text.translates),
    )


def _without_last_part(body: str) -> str:
    """The text as it was before an answer was worked in: it gave the last part."""
    return body[: body.rindex("\n## ")]


def article_fields(run: Run, text: ArticleText) -> dict[str, Any]:
    """Search words, validity and the date of the next check, as the article wants them."""
    fields: dict[str, Any] = {"keywords": ", ".join(text.keywords), "valid_for": text.valid_for}
    fields["audience"] = text.audience
    if text.review is not None:
        fields["review_due"] = (run.today + text.review).date()
    return fields


def section_of(text: ArticleText) -> SectionPage:
    return SectionPage.objects.get(slug=text.section)


def find_article(key: str) -> ArticlePage:
    """The article of a file, named "section/slug"."""
    section, slug = key.split("/")
    return ArticlePage.objects.child_of(SectionPage.objects.get(slug=section)).get(slug=slug)


def verify(run: Run, article: ArticlePage, text: ArticleText) -> None:
    """Note when the article was last found to be right."""
    if text.verified is not None:
        day = run.ago(text.verified)
        mark_verified(article_id=article.pk, actor=run.person(text.checked_by), today=day.date())


def _link_sources(run: Run, article: ArticlePage, text: ArticleText) -> None:
    """Link the threads to which the article refers, a few days after their answer came."""
    begun = run.clock()
    for reference in text.sources:
        post = run.post_of(reference)
        run.clock.set(min(run.today, max(begun, post.created_at + READ_BEFORE_LINKING)))
        link_answer(actor=run.person("editor"), article=article, post=post)
    run.clock.set(begun)


def load_feedback(run: Run) -> None:
    """What readers said: as many verdicts as the files give, spread over the article's life."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    run.clock.set(run.today)
    verdicts = []
    for text in run.content.articles:
        if text.published:
            article = find_article(text.key)
            verdicts += _verdicts(text, article, chance)
    ArticleFeedback.objects.bulk_create(verdicts, batch_size=500)


def load_readers(run: Run) -> None:
    """How often articles were opened in the last weeks: more often those that got more verdicts."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    today = run.today.date()
    rows = []
    for text in run.content.articles:
        if text.published:
            article = find_article(text.key)
            usual = 1 + (text.helpful + text.unhelpful) // VERDICTS_PER_DAILY_READER
            rows += [
                ArticleViews(
                    article=article,
                    day=today - timedelta(days=days_ago),
                    views=chance.randint(usual // 2, 2 * usual),
                )
                for days_ago in range(READ_FOR_DAYS)
            ]
    ArticleViews.objects.bulk_create(rows, batch_size=500)


def _verdicts(
    text: ArticleText, article: ArticlePage, chance: random.Random
) -> list[ArticleFeedback]:
    began: datetime = article.last_published_at
    rows = []
    for number in range(text.helpful + text.unhelpful):
        helpful = number >= text.unhelpful
        moment = began + (timezone.now() - began) * chance.random()
        remark = text.remarks[number] if number < len(text.remarks) else ""
        reasons = HELPFUL_REASONS if helpful else UNHELPFUL_REASONS
        reason = "inaccurate" if remark else chance.choice(["", "", *reasons])
        rows.append(
            ArticleFeedback(
                article=article,
                revision_number=article.live_revision_id or 0,
                visitor=f"demo-{article.pk}-{number}",
                helpful=helpful,
                reason=reason,
                comment=remark,
                created_at=moment,
                updated_at=moment,
            )
        )
    return rows

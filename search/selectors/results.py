"""Hits as readers see them: read again from the database, for this reader, with their texts.

This is the check that nothing hidden, deleted, restricted or unpublished is shown, however old
the index is: a hit without a row that may be read becomes no result.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.safestring import SafeString

from community.enums import PostKind
from community.models import Question, QuestionTag
from community.selectors.cards import TagCard
from kb.models import ArticlePage, ArticleTag
from kb.text.languages import reader_language
from search.conf import SCAN_CHARS
from search.documents.article_texts import beginnings_of
from search.documents.eligibility import eligible_answers, eligible_questions
from search.query.requests import DocumentKey, Hit, Kind
from search.selectors.highlights import Highlighter, Passage

if TYPE_CHECKING:
    from community.querysets import Reader

SHOWN_OF_ARTICLES: Final = (
    "title",
    "url_path",
    "summary",
    "language",
    "verified_on",
    "translation_key",
    "live_revision",
)
SHOWN_OF_QUESTIONS: Final = ("title", "slug", "language", "accepted_answer")
SCANNED_ANSWERS: Final = 8
ACCEPTED_WEIGHT: Final = 0.5
VOTE_WEIGHT: Final = 0.02
MAX_WEIGHED_VOTES: Final = 10


@dataclass(frozen=True, slots=True)
class Result:
    """One hit on a page. `answer_id` is the best answer of a thread, if it has one."""

    key: DocumentKey
    title: str
    title_html: SafeString
    url: str
    excerpt_html: SafeString
    language: str
    tags: tuple[TagCard, ...] = ()
    solved: bool | None = None
    score: float = 0.0
    answer_count: int = 0
    answer_id: int | None = None
    excerpt_is_answer: bool = False
    verified_on: date | None = None

    @property
    def kind(self) -> Kind:
        return self.key.kind

    @property
    def id(self) -> int:
        return self.key.id

    @property
    def is_article(self) -> bool:
        return self.kind is Kind.ARTICLE


@dataclass(frozen=True, slots=True)
class LinkResult:
    """A hit in a list of links."""

    key: DocumentKey
    title: str
    url: str
    language: str
    solved: bool | None = None

    @property
    def is_article(self) -> bool:
        return self.key.kind is Kind.ARTICLE


@dataclass(frozen=True, slots=True)
class _Text:
    """A public post of a thread, as far as its beginning."""

    post_id: int
    is_answer: bool
    score: int
    is_accepted: bool
    beginning: str


@dataclass(frozen=True, slots=True)
class LoadedHits:
    """Cards, and what of the hits is not for this reader, whatever the index says."""

    results: tuple[Result, ...]
    refused: tuple[DocumentKey, ...]


def load_results(
    hits: Sequence[Hit], *, reader: "Reader", highlighter: Highlighter, limit: int
) -> LoadedHits:
    """The results of the first hits that this reader may see, in the order of the hits."""
    articles = _readable_articles(_ids(hits, Kind.ARTICLE), reader)
    questions = _readable_questions(_ids(hits, Kind.QUESTION))
    readable = {key: row for rows in (articles, questions) for key, row in rows.items()}
    shown = _one_per_translation([hit for hit in hits if hit.key in readable], articles)[:limit]
    found = {
        **_article_results([articles[h.key] for h in shown if h.key in articles], highlighter),
        **_thread_results([questions[h.key] for h in shown if h.key in questions], highlighter),
    }
    return LoadedHits(
        results=tuple(replace(found[hit.key], score=hit.score) for hit in shown),
        refused=tuple(hit.key for hit in hits if hit.key not in readable),
    )


def refused_keys(keys: Sequence[DocumentKey], *, reader: "Reader") -> tuple[DocumentKey, ...]:
    """Those of some documents that this reader may not see; a query per kind."""
    hits = [Hit(key, 0.0) for key in keys]
    articles = _readable_articles(_ids(hits, Kind.ARTICLE), reader)
    questions = _readable_questions(_ids(hits, Kind.QUESTION))
    return tuple(key for key in keys if key not in articles and key not in questions)


def load_links(hits: Sequence[Hit], *, reader: "Reader") -> list[LinkResult]:
    """Titles and URLs only, with the same check; a query per kind."""
    found: dict[DocumentKey, LinkResult] = {}
    articles = _readable_articles(_ids(hits, Kind.ARTICLE), reader)
    for key, article in articles.items():
        found[key] = LinkResult(key, article.title, article.get_absolute_url(), article.language)
    for key, question in _readable_questions(_ids(hits, Kind.QUESTION)).items():
        url = question.get_absolute_url()
        found[key] = LinkResult(key, question.title, url, question.language, question.is_solved)
    known = [hit for hit in hits if hit.key in found]
    return [found[hit.key] for hit in _one_per_translation(known, articles)]


def translations_of(key: DocumentKey) -> set[DocumentKey]:
    """The documents that say the same as an article in other languages, and itself."""
    if key.kind is not Kind.ARTICLE:
        return {key}
    group = ArticlePage.objects.filter(pk=key.id).values("translation_key")
    same = ArticlePage.objects.filter(translation_key__in=group).values_list("pk", flat=True)
    return {DocumentKey(Kind.ARTICLE, number) for number in same}


def _one_per_translation(
    hits: Sequence[Hit], articles: Mapping[DocumentKey, ArticlePage]
) -> list[Hit]:
    """The hits with each article once: in the reader's language where that is a hit, too.

    It stands where the first of its translations stood.
    """
    language = reader_language()
    chosen: dict[object, Hit] = {}
    for hit in hits:
        article = articles.get(hit.key)
        group = article.translation_key if article else hit.key
        first = chosen.setdefault(group, hit)
        if article is not None and first is not hit and article.language == language:
            chosen[group] = replace(hit, score=first.score)
    return list(chosen.values())


def _ids(hits: Iterable[Hit], kind: Kind) -> list[int]:
    return [hit.key.id for hit in hits if hit.key.kind is kind]


def _readable_articles(ids: Sequence[int], reader: "Reader") -> dict[DocumentKey, ArticlePage]:
    if not ids:
        return {}
    rows = ArticlePage.objects.visible_to(reader).filter(pk__in=ids).only(*SHOWN_OF_ARTICLES)
    return {DocumentKey(Kind.ARTICLE, article.pk): article for article in rows}


def _readable_questions(ids: Sequence[int]) -> dict[DocumentKey, Question]:
    rows = eligible_questions().filter(pk__in=ids).only(*SHOWN_OF_QUESTIONS) if ids else ()
    return {DocumentKey(Kind.QUESTION, question.pk): question for question in rows}


def _article_results(
    articles: Sequence[ArticlePage], highlighter: Highlighter
) -> dict[DocumentKey, Result]:
    ids = [article.pk for article in articles]
    tags = _tags_by_owner(ArticleTag, ids) if ids else {}
    texts = beginnings_of(articles)
    results = (
        _article_result(
            article, texts.get(article.pk, ""), tuple(tags.get(article.pk, ())), highlighter
        )
        for article in articles
    )
    return {result.key: result for result in results}


def _article_result(
    article: ArticlePage, body: str, tags: tuple[TagCard, ...], highlighter: Highlighter
) -> Result:
    summary = highlighter.passage(article.summary, article.language)
    inside = highlighter.passage(body, article.language)
    best = inside if inside.weight > summary.weight or not article.summary else summary
    return Result(
        key=DocumentKey(Kind.ARTICLE, article.pk),
        title=article.title,
        title_html=highlighter.mark(article.title, article.language),
        url=article.get_absolute_url(),
        excerpt_html=best.html,
        language=article.language,
        tags=tags,
        verified_on=article.verified_on,
    )


def _thread_results(
    questions: Sequence[Question], highlighter: Highlighter
) -> dict[DocumentKey, Result]:
    ids = [question.pk for question in questions]
    texts = _texts_by_question(ids) if ids else {}
    tags = _tags_by_owner(QuestionTag, ids) if ids else {}
    results = (
        _thread_result(
            question, texts.get(question.pk, []), tuple(tags.get(question.pk, ())), highlighter
        )
        for question in questions
    )
    return {result.key: result for result in results}


def _thread_result(
    question: Question, texts: Sequence[_Text], tags: tuple[TagCard, ...], highlighter: Highlighter
) -> Result:
    answers = [text for text in texts if text.is_answer]
    best, source = _best_passage(texts, question.language, highlighter)
    target = source if source in answers else next(iter(answers), None)
    return Result(
        key=DocumentKey(Kind.QUESTION, question.pk),
        title=question.title,
        title_html=highlighter.mark(question.title, question.language),
        url=question.get_absolute_url(),
        excerpt_html=best.html,
        language=question.language,
        tags=tags,
        solved=any(answer.is_accepted for answer in answers),
        answer_count=len(answers),
        answer_id=target.post_id if target else None,
        excerpt_is_answer=source in answers,
    )


def _best_passage(
    texts: Sequence[_Text], language: str, highlighter: Highlighter
) -> tuple[Passage, _Text | None]:
    """The passage that says most about the query; accepted and well-voted answers count more."""
    ranked = []
    for order, text in enumerate(texts[: SCANNED_ANSWERS + 1]):
        passage = highlighter.passage(text.beginning, language)
        weight = passage.weight
        if weight and text.is_answer:
            weight += ACCEPTED_WEIGHT if text.is_accepted else 0
            weight += VOTE_WEIGHT * max(0, min(text.score, MAX_WEIGHED_VOTES))
        ranked.append((-weight, order, passage, text))
    if not ranked:
        return Passage("", (), 0.0), None
    _, _, passage, text = min(ranked, key=lambda row: row[:2])
    return passage, text


def _texts_by_question(ids: Sequence[int]) -> Mapping[int, list[_Text]]:
    """Public posts: the question's own text first, then the answers in display order."""
    found: dict[int, list[_Text]] = defaultdict(list)
    rows = (
        eligible_answers()
        .filter(question_id__in=ids)
        .order_by("-kind", F("accepted_at").asc(nulls_last=True), "-score", "created_at", "id")
        .values_list(
            "question_id", "pk", "kind", "score", "accepted_at", Left("body_text", SCAN_CHARS)
        )
    )
    for question_id, post_id, kind, score, accepted_at, beginning in rows:
        text = _Text(post_id, kind == PostKind.ANSWER, score, accepted_at is not None, beginning)
        found[question_id].append(text)
    return found


def _tags_by_owner(
    owned: type[QuestionTag] | type[ArticleTag], ids: Sequence[int]
) -> Mapping[int, list[TagCard]]:
    """The tags of questions or of articles, in the order of their slugs; one query."""
    found: dict[int, list[TagCard]] = defaultdict(list)
    rows = owned.objects.filter(content_object_id__in=ids).order_by("tag__slug")
    for number, name, slug in rows.values_list("content_object_id", "tag__name", "tag__slug"):
        found[number].append(TagCard(name, slug, reverse("community:tag-detail", args=[slug])))
    return found

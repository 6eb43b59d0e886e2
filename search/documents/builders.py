"""What is indexed: one document per thread and one per article, built from the database only.

A document's version is the time, in microseconds, just before its rows were read: of two readings
the later one cannot be older, so a late writer never replaces a newer text. Its fingerprint tells
whether anything has changed at all.
"""

import datetime
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from community.enums import PostKind
from community.models import Post, Question, QuestionTag
from community.text.language import detect_language
from core.memory import id_chunks
from core.time_zones import site_today
from kb.models import ArticlePage, ArticleTag, SectionPage
from kb.models.audience_rows import requirements_of
from kb.models.audiences import page_tokens
from kb.models.tree import ancestor_paths
from search.conf import quality_factor
from search.documents.article_texts import plain_texts
from search.documents.eligibility import eligible_answers, eligible_articles, eligible_questions
from search.query.requests import FOR_EVERYBODY, DocumentKey, Kind, Readership
from search.text.languages import base_code

MAX_ANSWERS: Final = 50
MAX_TEXT_CHARS: Final = 60_000
BATCH_SIZE: Final = 500
SEPARATORS: Final = str.maketrans(",;\n", "   ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """Everything an engine needs to know of one thread or article."""

    key: DocumentKey
    version: int
    language: str
    title: str
    body: str
    summary: str = ""
    keywords: str = ""
    answers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    solved: bool | None = None
    quality: float = 1.0
    readership: Readership = FOR_EVERYBODY
    updated_at: datetime.datetime

    @property
    def fingerprint(self) -> str:
        """Equal for equal content, whatever the version."""
        content = {name: value for name, value in asdict(self).items() if name != "version"}
        return hashlib.blake2b(repr(content).encode(), digest_size=12).hexdigest()


def next_version() -> int:
    """Take it before reading the rows of a document."""
    return time.time_ns() // 1_000


def build_documents(keys: Iterable[DocumentKey]) -> list[SearchDocument]:
    """The documents of those keys that exist and may be found; a bounded number of queries."""
    ids: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    for key in keys:
        ids[key.kind].append(key.id)
    version = next_version()
    questions = eligible_questions().filter(pk__in=ids[Kind.QUESTION])
    articles = eligible_articles().filter(pk__in=ids[Kind.ARTICLE])
    return [
        *(_thread_documents(questions, version) if ids[Kind.QUESTION] else ()),
        *(_article_documents(articles, version) if ids[Kind.ARTICLE] else ()),
    ]


def all_keys() -> Iterator[DocumentKey]:
    """The keys of everything that may be found."""
    for kind, rows in (
        (Kind.ARTICLE, eligible_articles()),
        (Kind.QUESTION, eligible_questions()),
    ):
        for ids in id_chunks(rows, BATCH_SIZE):
            yield from (DocumentKey(kind, number) for number in ids)


def existing_keys(keys: Iterable[DocumentKey]) -> set[DocumentKey]:
    """Those of the keys whose documents may be found."""
    wanted = list(keys)
    found: set[DocumentKey] = set()
    for kind, rows in (
        (Kind.ARTICLE, eligible_articles()),
        (Kind.QUESTION, eligible_questions()),
    ):
        ids = [key.id for key in wanted if key.kind is kind]
        present = rows.filter(pk__in=ids).values_list("pk", flat=True)
        found.update(DocumentKey(kind, number) for number in present)
    return found


def count_documents() -> int:
    """How many documents there should be."""
    return eligible_articles().count() + eligible_questions().count()


def all_documents() -> Iterator[SearchDocument]:
    """Every document there should be, in batches, so that memory stays level."""
    keys = all_keys()
    while batch := list(islice(keys, BATCH_SIZE)):
        yield from build_documents(batch)


def thread_document(
    question: Question, *, question_post: Post, answers: Sequence[Post], version: int
) -> SearchDocument:
    """The document of a thread from its rows; `answers` are the public ones in display order."""
    answers = answers[:MAX_ANSWERS]
    body = question_post.body_text[:MAX_TEXT_CHARS]
    solved = question.accepted_answer_id in {answer.pk for answer in answers}
    return SearchDocument(
        key=DocumentKey(Kind.QUESTION, question.pk),
        version=version,
        language=_language(question.language, f"{question.title}\n{body}"),
        title=question.title,
        body=body,
        answers=tuple(answer.body_text[:MAX_TEXT_CHARS] for answer in answers),
        tags=tuple(sorted(row.tag.slug for row in question.question_tags.all())),
        sections=(question.category.name,) if question.category else (),
        authors=tuple(
            dict.fromkeys(post.author.username_folded for post in (question_post, *answers))
        ),
        solved=solved,
        quality=thread_quality(
            solved=solved,
            score=question.score + max((answer.score for answer in answers), default=0),
            answered=bool(answers),
            closed=question.is_closed,
        ),
        updated_at=question.last_activity_at,
    )


def article_document(
    article: ArticlePage,
    *,
    text: str,
    sections: tuple[str, ...],
    tags: Sequence[str],
    version: int,
    readership: Readership = FOR_EVERYBODY,
) -> SearchDocument:
    """The document of an article from its rows and the `text` of its body."""
    body = text[:MAX_TEXT_CHARS]
    return SearchDocument(
        key=DocumentKey(Kind.ARTICLE, article.pk),
        version=version,
        language=_language(article.language, f"{article.title}\n{article.summary}\n{body}"),
        title=article.title,
        summary=article.summary,
        keywords=article.keywords.translate(SEPARATORS),
        body=body,
        tags=tuple(sorted(tags)),
        sections=sections,
        quality=article_quality(
            verified=article.verified_on is not None,
            stale=article.is_overdue(site_today()),
        ),
        readership=readership,
        updated_at=article.last_published_at or article.first_published_at or timezone.now(),
    )


def thread_quality(*, solved: bool, score: int, answered: bool, closed: bool) -> float:
    """A factor near 1 that puts near-ties in order: solved and well-voted threads first."""
    quality = quality_factor("solved") if solved else 1.0
    if not answered:
        quality *= quality_factor("unanswered")
    if closed:
        quality *= quality_factor("closed")
    bounded = max(-5, min(score, 20))
    return round(quality * (1 + bounded * quality_factor("vote")), 3)


def article_quality(*, verified: bool, stale: bool) -> float:
    """The same for articles: checked ones first, those overdue for a check later."""
    quality = quality_factor("article")
    if verified:
        quality *= quality_factor("verified")
    if stale:
        quality *= quality_factor("stale")
    return round(quality, 3)


def _thread_documents(questions: QuerySet[Question], version: int) -> Iterator[SearchDocument]:
    tags = Prefetch("question_tags", queryset=QuestionTag.objects.select_related("tag"))
    posts = Prefetch(
        "posts",
        queryset=eligible_answers().select_related("author").in_display_order(),
        to_attr="public_posts",
    )
    for question in questions.select_related("category").prefetch_related(tags, posts):
        mine = question.public_posts
        texts = [post for post in mine if post.kind == PostKind.QUESTION]
        if texts:
            answers = [post for post in mine if post.kind == PostKind.ANSWER]
            yield thread_document(
                question, question_post=texts[0], answers=answers, version=version
            )


def _article_documents(articles: QuerySet[ArticlePage], version: int) -> Iterator[SearchDocument]:
    rows = list(articles)
    sections = section_titles(rows)
    tags = tags_of_articles([article.pk for article in rows])
    requirements = requirements_of(rows)
    texts = plain_texts(rows)
    for article in rows:
        yield article_document(
            article,
            text=texts[article.pk],
            sections=sections[article.pk],
            tags=tags.get(article.pk, []),
            version=version,
            readership=page_tokens(requirements[article.pk]),
        )


def section_titles(articles: Sequence[ArticlePage]) -> dict[int, tuple[str, ...]]:
    """The sections around each article by article id, from the outermost on; one query."""
    above = {article.pk: ancestor_paths(article.path) for article in articles}
    wanted = {path for paths in above.values() for path in paths}
    titles = dict(SectionPage.objects.filter(path__in=wanted).values_list("path", "title"))
    return {
        pk: tuple(dict.fromkeys(titles[path] for path in paths if path in titles))
        for pk, paths in above.items()
    }


def tags_of_articles(ids: Sequence[int]) -> dict[int, list[str]]:
    """The slugs of each article's tags, by article id; one query."""
    found: dict[int, list[str]] = {}
    rows = ArticleTag.objects.filter(content_object_id__in=ids).values_list(
        "content_object_id", "tag__slug"
    )
    for number, slug in rows:
        found.setdefault(number, []).append(slug)
    return found


def _language(given: str, text: str) -> str:
    return base_code(given) if given else detect_language(text)

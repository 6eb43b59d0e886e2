"""Real threads and articles as documents, as many times over as wanted, and queries to ask them."""

import datetime
import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from search.documents.builders import SearchDocument
from search.query.requests import DocumentKey, Kind
from search.text.languages import base_code
from tests.bench.judged import Passage, Thread, read_articles, read_threads

SEED: Final = 7
CHANGED_WORDS: Final = 3
SOME_DAY: Final = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")


def read_documents(threads: int) -> list[SearchDocument]:
    """The first threads of the support forum and all articles of the merchant guide."""
    found = [_thread(number, thread) for number, thread in sorted(read_threads().items())[:threads]]
    return found + [_article(n, article) for n, article in enumerate(read_articles(), start=1)]


def repeated(documents: Sequence[SearchDocument], times: int) -> Iterator[SearchDocument]:
    """All documents, and further copies in which every third long word is another one."""
    yield from documents
    step = 1 + max(document.key.id for document in documents)
    for copy in range(1, times):
        for document in documents:
            yield _changed(document, copy, step)


def make_queries(documents: Sequence[SearchDocument], count: int) -> dict[str, list[str]]:
    """Short ones from the words of titles, and whole titles, as people type them."""
    rng = random.Random(SEED)
    titles = [document.title for document in rng.sample(documents, 2 * count)]
    words = [_LONG_WORD.findall(title) for title in titles]
    short = [" ".join(rng.sample(found, 2)) for found in words if len(found) >= 2]
    return {"two words": short[:count], "a whole title": titles[:count]}


def _thread(number: int, thread: Thread) -> SearchDocument:
    return SearchDocument(
        key=DocumentKey(Kind.QUESTION, number),
        version=1,
        language=base_code(thread.locale),
        title=thread.title[:150],
        body=thread.body,
        answers=tuple(thread.answers),
        tags=(thread.locale.lower(),),
        authors=("someone",),
        solved=bool(thread.answers),
        updated_at=SOME_DAY,
    )


def _article(number: int, article: Passage) -> SearchDocument:
    return SearchDocument(
        key=DocumentKey(Kind.ARTICLE, number),
        version=1,
        language=article.language,
        title=article.title,
        body=article.body,
        sections=("Guide",),
        updated_at=SOME_DAY,
    )


def _changed(document: SearchDocument, copy: int, step: int) -> SearchDocument:
    def other(match: re.Match[str]) -> str:
        word = match.group()
        return f"{word}{chr(96 + copy)}" if len(word) % CHANGED_WORDS == 0 else word

    def change(text: str) -> str:
        return _LONG_WORD.sub(other, text)

    return SearchDocument(
        key=DocumentKey(document.key.kind, document.key.id + copy * step),
        version=1,
        language=document.language,
        title=change(document.title),
        body=change(document.body),
        answers=tuple(map(change, document.answers)),
        tags=document.tags,
        sections=document.sections,
        authors=document.authors,
        solved=document.solved,
        updated_at=document.updated_at,
    )

"""The mapping of the index as a document class, and documents in its terms."""

import hashlib
import json
from typing import Any, Final

from elasticsearch.dsl import Document, Float, Keyword, Long, Text

from search.documents.builders import SearchDocument
from search.documents.projections import phrase_words, project
from search.engines.matching import ANALYSIS_FORMAT
from search.query.requests import DocumentKey

STORED_FIELDS: Final = ("key", "version", "fingerprint", "quality")
ALL_STEMS: Final = "all_stem"
HEAD_WORDS: Final = "head_words"


class FrequencyText(Text):
    """Finished terms divided by blanks, counted but without their places."""

    def __init__(self, **options: Any) -> None:
        super().__init__(analyzer="whitespace", index_options="freqs", **options)


class IndexedDocument(Document):
    """An article or a thread. All terms come ready-made; the server only splits them at blanks.

    `all_stem` says which stems are anywhere in the document, `head_words` which words its title
    and keywords have. Nothing but `STORED_FIELDS` is kept as source: texts come from the database.
    What is deleted remains as a document with a key and a version only.
    """

    key = Keyword()
    version = Long()
    fingerprint = Keyword(index=False)
    quality = Float()
    updated = Long()
    kind = Keyword()
    section = Keyword()
    tag = Keyword()
    lang = Keyword()
    solved = Keyword()
    author = Keyword()
    readership = Keyword()
    title_stem = FrequencyText()
    keywords_stem = FrequencyText()
    summary_stem = FrequencyText()
    body_stem = FrequencyText()
    answers_stem = FrequencyText()
    grams = FrequencyText()
    pairs = FrequencyText()
    head_exact = Text(analyzer="whitespace")
    text_exact = Text(analyzer="whitespace")
    all_stem = Text(analyzer="whitespace", index_options="docs", norms=False)
    head_words = Keyword(ignore_above=100)

    class Index:
        """Small enough for one shard, which also makes scores comparable; copied if it can be."""

        settings = {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "1s",
        }


def field_mappings() -> dict[str, Any]:
    """The wanted fields."""
    properties: dict[str, Any] = IndexedDocument._doc_type.mapping.to_dict()["properties"]
    return properties


def layout_fingerprint() -> str:
    """Names the mapping and the analysis: an index with another one is not read."""
    layout = json.dumps([ANALYSIS_FORMAT, field_mappings(), STORED_FIELDS], sort_keys=True)
    return hashlib.blake2b(layout.encode(), digest_size=4).hexdigest()


def index_body() -> dict[str, Any]:
    """Settings and mapping of a new index."""
    mappings = {
        "dynamic": "strict",
        "_meta": {"layout": layout_fingerprint()},
        "_source": {"includes": list(STORED_FIELDS)},
        "properties": field_mappings(),
    }
    return {"settings": dict(IndexedDocument.Index.settings), "mappings": mappings}


def to_source(document: SearchDocument) -> dict[str, Any]:
    """A document as the index takes it."""
    fields = project(document)
    stems = (text for name, texts in fields.items() if name.endswith("_stem") for text in texts)
    head = f"{document.title} {document.keywords}"
    source: dict[str, Any] = {
        "key": str(document.key),
        "version": document.version,
        "fingerprint": document.fingerprint,
        "quality": document.quality,
        "updated": int(document.updated_at.timestamp() * 1000),
        "kind": str(document.key.kind),
        "readership": list(document.readership),
        "tag": list(document.tags),
        "author": list(document.authors),
        "section": list(document.sections),
        ALL_STEMS: " ".join(dict.fromkeys(" ".join(stems).split())),
        HEAD_WORDS: list(dict.fromkeys(phrase_words(head))),
        **fields,
    }
    if document.language:
        source["lang"] = document.language
    if document.solved is not None:
        source["solved"] = "yes" if document.solved else "no"
    return source


def tombstone(key: DocumentKey, version: int) -> dict[str, Any]:
    """What remains of a deleted document. The server would forget a deletion after a minute."""
    return {"key": str(key), "version": version}

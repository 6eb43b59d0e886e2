"""The fields of the embedded index, and documents in its terms."""

import hashlib
import json
from typing import Final

import tantivy

from search.documents.builders import SearchDocument
from search.documents.projections import project
from search.engines.matching import ANALYSIS_FORMAT
from search.query.requests import DocumentKey, Kind

RAW_FIELDS: Final = ("kind", "section", "tag", "lang", "solved", "author", "readership")
STEM_FIELDS: Final = ("title_stem", "keywords_stem", "summary_stem", "body_stem", "answers_stem")
EXACT_FIELDS: Final = ("head_exact", "text_exact")
_IDENT_KINDS: Final = tuple(Kind)


def build_schema() -> tantivy.Schema:
    """All terms come ready-made from us, so the index only splits them at blanks."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("fingerprint", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("version", stored=True)
    builder.add_integer_field("ident", fast=True)
    builder.add_float_field("quality", fast=True)
    builder.add_integer_field("updated", fast=True)
    for name in RAW_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in (*STEM_FIELDS, "grams", "pairs"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in EXACT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def schema_fingerprint() -> str:
    """Names the layout; it stands in the folder's name."""
    layout = json.dumps(
        [ANALYSIS_FORMAT, RAW_FIELDS, STEM_FIELDS, EXACT_FIELDS, tantivy.__version__]
    )
    return hashlib.blake2b(layout.encode(), digest_size=4).hexdigest()


def key_of_ident(ident: int) -> DocumentKey:
    """The key behind a document's fast number, which is quicker to read than stored text."""
    return DocumentKey(_IDENT_KINDS[ident % len(_IDENT_KINDS)], ident // len(_IDENT_KINDS))


def ident_of(key: DocumentKey) -> int:
    """The number behind a key."""
    return key.id * len(_IDENT_KINDS) + _IDENT_KINDS.index(key.kind)


def to_tantivy(document: SearchDocument) -> tantivy.Document:
    """A document as the index stores it."""
    row = tantivy.Document()
    row.add_text("key", str(document.key))
    row.add_text("fingerprint", document.fingerprint)
    row.add_integer("version", document.version)
    row.add_integer("ident", ident_of(document.key))
    row.add_float("quality", document.quality)
    row.add_integer("updated", int(document.updated_at.timestamp()))
    row.add_text("kind", document.key.kind)
    for token in document.readership:
        row.add_text("readership", token)
    if document.language:
        row.add_text("lang", document.language)
    for section in document.sections:
        row.add_text("section", section)
    if document.solved is not None:
        row.add_text("solved", "yes" if document.solved else "no")
    for tag in document.tags:
        row.add_text("tag", tag)
    for author in document.authors:
        row.add_text("author", author)
    for name, texts in project(document).items():
        for text in texts:
            row.add_text(name, text)
    return row


def tombstone(key: DocumentKey, version: int) -> tantivy.Document:
    """What remains of a deleted document: found by nothing, but known to a writer that is late."""
    row = tantivy.Document()
    row.add_text("key", str(key))
    row.add_integer("version", version)
    return row


def size_of(document: SearchDocument) -> int:
    """How many characters of text a document has."""
    texts = (document.title, document.keywords, document.summary, document.body, *document.answers)
    return sum(map(len, texts))

"""One word, one meaning: a word that was retired does not come back in an identifier."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.app_names import APPS, ROOT

TERMS: Final = {
    "address": "url, path, ip or email",
    "addresses": "urls, ips or emails",
    "around": "context",
    "asked": "requirements, request or query",
    "beating": "heartbeat",
    "care": "maintenance",
    "checkers": "reviewers",
    "door": "url or route",
    "doors": "urls or routes",
    "findable": "is_indexable",
    "gatherer": "BufferedCounter",
    "insight": "analytics",
    "keeper": "maintainer",
    "keepers": "maintainers",
    "lost": "losses",
    "matter": "subject",
    "passer": "anonymous",
    "porter": "BlockSerializer",
    "porting": "exporting",
    "proofreader": "RoundTripCheck",
    "querymarks": "handled_queries",
    "rarities": "idf",
    "rarity": "idf",
    "says": "has_…, shows_… or synced_to",
    "shelf": "section, or media_importer",
    "shelves": "sections",
    "spare": "extra",
    "spared": "allow, or is_open",
    "stamp": "version",
    "standing": "reputation",
    "surroundings": "context",
    "touched": "affected",
    "wish": "proposal or request",
    "wording": "rendering",
}
"""The standard term for each retired word; docs/glossary.md defines Stoa's own words."""

KEPT: Final = frozenset({
    # of Python, of Django's and of other libraries
    "EmailAddress", "IPv4Address", "IPv6Address", "ip_address", "ipaddress", "email_address",
    "DocAddress",
    # tables, columns and fields of stored blocks, which keep their names
    "LegacyAddress", "legacy_address", "legacy_addresses", "legacy_address__source",
    "address__in", "target__address__in", "SynonymStamp",
    # a signal that other apps connect to; front matter is the standard term
    "question_asked", "on_question_asked",
    "FrontMatter", "read_front_matter", "split_front_matter",
})  # fmt: skip
KEPT_IN: Final = {
    "address": ("kb/models/links.py", "kb/services/links.py", "kb/blocks/"),
    "care": ("kb/cms/article_listing.py",),
}
"""Where a column, a stored block or a parameter of a URL has this name; elsewhere nothing has."""

WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(identifier: str) -> set[str]:
    """Split a name of either style into its words."""
    return {word.lower() for word in WORD.findall(identifier)}


def identifiers(source: str) -> Iterator[str]:
    """Yield the names in a module, and the names within braces of its f-strings."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.STRING and token.string[0] in "fF":
            for inside in re.findall(r"\{([^{}\"']*)\}", token.string):
                yield from re.findall(r"[A-Za-z_]\w*", inside)


def retired_names(path: Path, source: str) -> set[str]:
    """Return the names of a module that contain a retired word."""
    where = path.relative_to(ROOT).as_posix()
    kept = KEPT | {name for name, folders in KEPT_IN.items() if where.startswith(folders)}
    return {name for name in set(identifiers(source)) - kept if words_of(name) & TERMS.keys()}


def test_no_identifier_contains_a_retired_word() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sorted(names)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        and (names := retired_names(path, path.read_text(encoding="utf-8")))
    }
    assert found == {}, f"use the standard terms: {TERMS}"


def test_the_test_sees_names_of_every_style() -> None:
    path = ROOT / "core" / "example.py"
    source = 'old_address = 1\nclass PageAddress: ...\nADDRESS_MAX = f"{sign_in_address(x)}"\n'
    wanted = {"old_address", "PageAddress", "ADDRESS_MAX", "sign_in_address"}
    assert retired_names(path, source) == wanted
    assert retired_names(path, "from ipaddress import ip_address\n") == set()

"""Convert links by page name, `[[page|words]]`, and links without a URL."""

import re
from pathlib import PurePosixPath
from typing import Final

from transfer.sources.dialects.code import outside_code
from transfer.sources.dialects.reader import Reader

_WIKI: Final = re.compile(r"(!?)\[\[([^\[\]\n|]{1,300})(?:\\?\|([^\[\]\n]{0,300}))?\]\](?![(\[:])")
_TABLE_OF_CONTENTS: Final = re.compile(r"_?toc_?", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)\Z", re.IGNORECASE)
_DEFINITION: Final = re.compile(r"^[ \t>]{0,20}\[((?:[^\[\]\n\\]|\\[^\n]){1,300})\]:", re.M)
_REFERENCE: Final = re.compile(
    r"(?<![\w\])])(!?)\[((?:[^\[\]\n\\]|\\[^\n]){1,300})\]\[([^\[\]\n]{0,300})\](?![(\[:])"
)
_EMPTY: Final = re.compile(r"(?<![\w!\])])\[[ \t]?\](?:\[[^\[\]\n]{1,300}\]|\([^()\s]{1,300}\))")
"""A link without content, for example after its icon was removed."""

_SIZE: Final = re.compile(r"[\dx ]*")


def plain_wiki_links(text: str, reader: Reader) -> str:
    """Return the text with Markdown links; a link without a target becomes text."""
    return outside_code(text, lambda words: _plain(words, reader))


def _plain(text: str, reader: Reader) -> str:
    text = _WIKI.sub(lambda found: _link(found, reader), text)
    defined = {_label(found[1]) for found in _DEFINITION.finditer(text)}

    def reference(found: re.Match[str]) -> str:
        if found[2].startswith("^") or _label(found[3] or found[2]) in defined:
            return found[0]
        reader.note("link without a URL", found[0])
        return found[2]

    return _EMPTY.sub("", _REFERENCE.sub(reference, text))


def _label(words: str) -> str:
    return " ".join(words.split()).casefold()


def _link(found: re.Match[str], reader: Reader) -> str:
    embeds, target, words = found[1], found[2].strip(), (found[3] or "").strip()
    if _TABLE_OF_CONTENTS.fullmatch(target):
        return found[0]
    page, sign, place = target.partition("#")
    if _PICTURE.search(page):
        alt = PurePosixPath(page).stem if _SIZE.fullmatch(words) else words
        return f"![{alt}](<{page}>)" if embeds else f"[{words or page}](<{page}>)"
    words = words or target.lstrip("#").replace("#", ": ")
    if not page:
        return f"[{words}](<#{_slug(place)}>)"
    key = reader.find(page)
    if key is None:
        reader.note("link to nowhere", found[0])
        return words
    if embeds:
        reader.note("embedded page written as a link", found[0])
    return f"[{words}](</{key}{sign}{_slug(place)}>)"


def _slug(place: str) -> str:
    return re.sub(r"[^\w-]+", "-", place.strip().lower()).strip("-")

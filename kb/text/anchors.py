"""Places inside an article that links point at.

A heading has one by its words. A paragraph, heading or item may also have been given some, such as
the ids that an imported page had: they are kept as the key of its block, which the text editor
carries along while people write.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any, Final

from django.utils.html import strip_tags

from core.unicode import slugify

KEY_ATTRIBUTE: Final = "data-block-key"
_PREFIX: Final = "at."
HEADING: Final = re.compile(r"<h([234])((?:\s[^<>]*)?)>((?:(?!<h[234]\b).)*?)</h\1>", re.DOTALL)
_KEYED: Final = re.compile(
    rf'<(p|li|blockquote)((?:\s[^<>]*?)?\s{KEY_ATTRIBUTE}="at\.[0-9a-f.]*"[^<>]*)>'
)
_KEY: Final = re.compile(rf'\s{KEY_ATTRIBUTE}="([^"]*)"')


def place_key(names: list[str]) -> str:
    """The key of a block with places; hexadecimal, as the editor reads `-` in keys as its own."""
    return _PREFIX + ".".join(name.encode().hex() for name in names)


def places_in(attributes: str) -> list[str]:
    """The places that the attributes of an element give it."""
    found = _KEY.search(attributes)
    if found is None or not found[1].startswith(_PREFIX):
        return []
    return [name for part in found[1][len(_PREFIX) :].split(".") if (name := _decoded(part))]


def with_place(opening: str, names: list[str]) -> str:
    """An opening tag with further places."""
    if not names:
        return opening
    every = list(dict.fromkeys([*places_in(opening), *names]))
    return f'{_KEY.sub("", opening)[:-1]} {KEY_ATTRIBUTE}="{place_key(every)}">'


def with_ids(html: str) -> str:
    """Drawn HTML whose paragraphs, items and quotes have their places as ids."""
    return _KEYED.sub(
        lambda found: (
            f"<{found[1]}{id_attribute(places_in(found[2]))}>{extra_ids(places_in(found[2]))}"
        ),
        html,
    )


def id_attribute(names: list[str]) -> str:
    """The attribute that makes the first of some places one."""
    return f' id="{escape(names[0])}"' if names else ""


def extra_ids(names: list[str]) -> str:
    """Empty elements for the places beyond the first."""
    return "".join(f'<span id="{escape(name)}"></span>' for name in names[1:])


def free_anchor(text: str, used: set[str]) -> str:
    """The place that a heading has by its words."""
    base = slugify(text) or "part"
    anchor, number = base, 2
    while anchor in used:
        anchor, number = f"{base}-{number}", number + 1
    used.add(anchor)
    return anchor


def text_of_html(html: str) -> str:
    """The words of a heading."""
    return unescape(strip_tags(html)).strip()


def given_places(html: str) -> set[str]:
    """The places that elements of some HTML were given."""
    return {name for found in _KEY.finditer(html) for name in places_in(found[0])}


def anchors_of(blocks: list[dict[str, Any]]) -> set[str]:
    """All places of a body as it is stored, whether given or by the words of headings."""
    texts = [text for block in blocks for text in _texts(block["value"])]
    used = {name for text in texts for name in given_places(text)}
    for text in texts:
        for _level, attributes, inner in HEADING.findall(text):
            if not places_in(attributes):
                free_anchor(text_of_html(inner), used)
    return used


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.lstrip().startswith("<"):
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _decoded(part: str) -> str:
    try:
        return bytes.fromhex(part).decode()
    except ValueError:
        return ""

"""What a version does beside what it says: for whom it is, where it leads, which files it shows."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wagtail.models import Page

    from kb.models import ArticlePage

_TAG: Final = re.compile(r"<(?:a|img|embed|iframe|source)\b[^<>]*>", re.IGNORECASE)
_URL: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|//|www\.|mailto:|tel:)[^\s<>\"']+", re.IGNORECASE
)
_URL_OR_PATH: Final = re.compile(r"(?:[a-z]{2,20}:|/)\S+", re.IGNORECASE)
_FIELDS: Final = ("audience", "language", "slug", "valid_for")


def substance_of(article: "ArticlePage") -> Counter[str]:
    """Everything of a version that may not change under the name of a typing mistake."""
    found = Counter(f"{name}={getattr(article, name)}" for name in _FIELDS)
    found.update(f"group={group.pk}" for group in article.audience_groups.all())
    found.update(_choices_of(article.body.get_prep_value(), "body"))
    found.update(_links_in_text(article.summary))
    return found


def _choices_of(value: Any, place: str) -> Iterator[str]:
    """The choices in a block: numbers of pictures and pages, switches, URLs, kinds."""
    if isinstance(value, dict):
        if "type" in value and "value" in value:
            yield f"block={value['type']}"
        for key, inner in value.items():
            if key != "id":
                yield from _choices_of(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _choices_of(inner, place)
    elif isinstance(value, str):
        yield from _links_in_text(value)
    elif value is not None:
        yield f"{place}={value}"


def _links_in_text(text: str) -> Iterator[str]:
    yield from _TAG.findall(text)
    yield from _URL.findall(_TAG.sub(" ", text))
    if _URL_OR_PATH.fullmatch(text.strip()):
        yield text.strip()


def section_of(page: "Page") -> tuple[Any, ...]:
    """What of a section, or of the front page, decides who reads and who judges what is in it."""
    groups = getattr(page, "audience_groups", None)
    experts = getattr(page, "experts", None)
    return (
        getattr(page, "audience", ""),
        sorted(group.pk for group in groups.all()) if groups else [],
        sorted(person.pk for person in experts.all()) if experts else [],
        getattr(page, "introduction", ""),
        page.slug,
    )

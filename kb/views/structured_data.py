"""Articles in the words of schema.org."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue

from community.text.plain import plain_text
from core.structured_data import Thing, absolute_url, person, site_organization
from kb.models import ArticlePage
from kb.selectors.sources import SourceLine, contributors_of


def article_things(
    page: ArticlePage, body: StreamValue, url: str, sources: list[SourceLine]
) -> list[Thing]:
    """The article; its instructions and its questions too, where its body has some."""
    things = [_article(page, url, sources)]
    if steps := list(_blocks(body, "steps")):
        things.append(_how_to(page, steps))
    if questions := [item for faq in _blocks(body, "faq") for item in faq["questions"]]:
        things.append(_faq(page, questions))
    return things


def _blocks(body: StreamValue, kind: str) -> Iterator[Any]:
    """The values of the blocks of one kind in the order of the page, shared texts included.

    Variants are left out: of those a reader follows one, and a machine cannot know which.
    """
    for child in body:
        if child.block_type == kind:
            yield child.value
        elif child.block_type == "snippet" and child.value is not None and child.value.live:
            yield from _blocks(child.value.content, kind)


def _article(page: ArticlePage, url: str, sources: list[SourceLine]) -> Thing:
    data: Thing = {
        "@type": "Article",
        "@id": _id(page, "article"),
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "url": absolute_url(url),
        "mainEntityOfPage": absolute_url(url),
        "publisher": site_organization(),
        "author": [site_organization()],
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    if people := contributors_of(sources):
        data["contributor"] = [person(human.name, human.url) for human in people]
    if sources:
        data["isBasedOn"] = [absolute_url(line.url) for line in sources]
    return data


def _how_to(page: ArticlePage, blocks: list[Any]) -> Thing:
    sections = [[_step(step) for step in block["steps"]] for block in blocks]
    data: Thing = {
        "@type": "HowTo",
        "@id": _id(page, "steps"),
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.language,
    }
    if len(sections) == 1:
        return data | {"step": sections[0]}
    return data | {
        "step": [
            {
                "@type": "HowToSection",
                "name": block["title"] or page.title,
                "itemListElement": steps,
            }
            for block, steps in zip(blocks, sections, strict=True)
        ]
    }


def _step(step: Any) -> Thing:
    return {"@type": "HowToStep", "text": _plain(step["text"].source)}


def _faq(page: ArticlePage, questions: list[Any]) -> Thing:
    return {
        "@type": "FAQPage",
        "@id": _id(page, "questions"),
        "inLanguage": page.language,
        "mainEntity": [
            {
                "@type": "Question",
                "name": item["question"],
                "acceptedAnswer": {"@type": "Answer", "text": _plain(item["answer"].source)},
            }
            for item in questions
        ],
    }


def _id(page: ArticlePage, part: str) -> str:
    """What a part of an article is called, whatever its title and URL become."""
    return f"{absolute_url(f'/api/v1/articles/{page.pk}')}#{part}"


def _plain(html: str) -> str:
    return " ".join(plain_text(html).split())

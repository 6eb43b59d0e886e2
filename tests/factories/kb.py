"""The knowledge base for tests: made by the services that make it in life."""

from itertools import count
from typing import Any

from accounts.models import User
from community.models import Post
from kb.models import ArticlePage, KBIndexPage, Promotion, SectionPage
from kb.services.articles import create_article, create_section
from kb.services.promotion import decide_promotion, propose_promotion
from kb.services.review import review_article
from kb.setup import setup_knowledge_base
from tests.factories.accounts import UserFactory
from tests.factories.community import answer as make_answer

_numbers = count(1)

BODY = """## Why it sticks

Dirt and wear stiffen the teeth.

## What to do

1. Brush the teeth.
2. Rub candle wax along them.
"""


def kb_site() -> KBIndexPage:
    """The knowledge base as a fresh site has it: index, workflow, editors' rights."""
    setup_knowledge_base()
    return KBIndexPage.objects.get()


def editor() -> User:
    return UserFactory(groups=["editors"])


def expert() -> User:
    return UserFactory(groups=["experts"])


def section(title: str = "Tents", **fields: Any) -> SectionPage:
    """A published section; the site is set up where it is not yet."""
    kb_site()
    return create_section(actor=fields.pop("actor", None) or editor(), title=title, **fields)


def draft(**fields: Any) -> ArticlePage:
    """An article that nobody has reviewed."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"How to free the stuck zip of tent {number}",
        "summary": "Brush the teeth and rub wax along them.",
        "body_markdown": BODY,
    } | fields
    place = values.pop("section", None) or section(f"Tents {number}")
    return create_article(actor=values.pop("actor", None) or editor(), section=place, **values)


def article(**fields: Any) -> ArticlePage:
    """A published article, reviewed by an expert."""
    reviewer = fields.pop("reviewer", None) or expert()
    return review_article(actor=reviewer, article=draft(**fields), action="approve")


def promotion(answer: Post | None = None, **fields: Any) -> Promotion:
    """A proposal that waits for an editor."""
    kb_site()
    return propose_promotion(
        actor=fields.pop("actor", None) or expert(),
        answer=answer or make_answer(),
        kind=fields.pop("kind", "create"),
        **fields,
    )


def accept(promotion: Promotion, **fields: Any) -> Promotion:
    """An editor accepts a proposal."""
    return decide_promotion(
        actor=fields.pop("actor", None) or editor(),
        promotion=promotion,
        decision="accept",
        **fields,
    )


def approve(page: ArticlePage) -> ArticlePage:
    """An expert approves the latest draft."""
    return review_article(actor=expert(), article=page, action="approve")

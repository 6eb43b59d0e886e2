"""The Markdown of an answer is parsed once on its way into a draft."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from community.models import Post
from community.services.answers import edit_answer
from kb.models import ArticlePage
from kb.services.promotion import decide_promotion
from tests.factories import community as forum
from tests.factories import kb

pytestmark = pytest.mark.django_db

BODY = "Wash it by hand.\n\n1. Use cold water.\n2. Let it dry.\n\n![A tent](https://shop.example/t.png)"

Count = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Count:
    """A context that notes each text that the Markdown parser is given."""

    @contextmanager
    def watch() -> Iterator[list[str]]:
        texts: list[str] = []
        parse = MarkdownIt.parse
        with monkeypatch.context() as patch:
            patch.setattr(
                MarkdownIt,
                "parse",
                lambda self, src, env=None: texts.append(src) or parse(self, src, env),
            )
            yield texts

    return watch


@pytest.fixture
def answer() -> Post:
    kb.kb_site()
    return forum.answer(body=BODY)


@pytest.mark.parametrize("kind", ["create", "update", "merge"])
def test_an_accepted_promotion_parses_the_answer_once(
    kind: str, answer: Post, parsed: Count
) -> None:
    article = None if kind == "create" else kb.article()
    promotion, editor = kb.promotion(answer, kind=kind, article=article), kb.editor()
    with parsed() as texts:
        decide_promotion(actor=editor, promotion=promotion, decision="accept")
    assert texts.count(BODY) == 1


def test_a_declined_promotion_parses_nothing(answer: Post, parsed: Count) -> None:
    promotion, editor = kb.promotion(answer), kb.editor()
    with parsed() as texts:
        decide_promotion(actor=editor, promotion=promotion, decision="decline")
    assert texts == []


def test_the_preview_parses_the_answer_once(answer: Post, parsed: Count) -> None:
    promotion, browser = kb.promotion(answer), Client()
    browser.force_login(kb.editor())
    with parsed() as texts:
        page = browser.get(promotion.get_absolute_url())
    assert page.status_code == 200
    assert texts.count(BODY) == 1


def test_an_answer_that_changed_meanwhile_is_taken_as_it_is_now(answer: Post) -> None:
    promotion = kb.promotion(answer)
    assert promotion.answer.body_markdown == BODY
    edit_answer(actor=answer.author, answer=answer, body="Never wash it at all.")

    decide_promotion(actor=kb.editor(), promotion=promotion, decision="accept")

    article = ArticlePage.objects.get()
    assert article.summary == "Never wash it at all."
    assert [block.value.source for block in article.body] == ["<p>Never wash it at all.</p>"]

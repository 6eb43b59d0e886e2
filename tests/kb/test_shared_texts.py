"""A text that stands in many articles speaks the language of each."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kb.models import ArticlePage, SharedText
from search.documents.builders import build_documents
from search.query.requests import DocumentKey, Kind
from search.services.indexing import rebuild_index
from tests.factories import kb

pytestmark = pytest.mark.django_db

API_QUERIES = 6
DOCUMENT_QUERIES = 7


def shared(words: str, **fields: Any) -> SharedText:
    values = {"title": words, "slug": words.lower()} | fields
    return SharedText.objects.create(content=[("text", f"<p>{words} zzyzx</p>")], **values)


def holding(text: SharedText, language: str) -> ArticlePage:
    article = kb.article(language=language)
    article.body = [("snippet", text), ("text", "<p>The rest.</p>")]
    article.save()
    return article


def page_of(url: str) -> str:
    return Client().get(url).content.decode()


@pytest.fixture
def english() -> SharedText:
    return shared("Photograph")


def test_an_article_shows_a_shared_text_in_its_own_language(english: SharedText) -> None:
    shared("Zdjęcie", language="pl", translates=english, slug="zdjecie")
    polish, finnish = holding(english, "pl"), holding(english, "fi")
    rebuild_index()

    told = Client().get(f"/api/v1/articles/{polish.pk}").json()["body_html"]
    for page in (page_of(polish.url), page_of(f"{polish.url}?view=print"), told):
        assert "Zdjęcie zzyzx" in page
        assert "Photograph zzyzx" not in page
    assert '<div lang="en"' in page_of(finnish.url)
    found = Client().get("/api/v1/search?q=zdjęcie").json()["items"]
    assert [hit["id"] for hit in found] == [polish.pk]
    assert "Zdjęcie" in found[0]["excerpt_html"]


def test_a_translation_that_is_no_longer_published_leaves_the_text_itself(
    english: SharedText,
) -> None:
    polish = shared("Zdjęcie", language="pl", translates=english, slug="zdjecie")
    article = holding(english, "pl")
    SharedText.objects.filter(pk=polish.pk).update(live=False)

    assert "Photograph zzyzx" in page_of(article.url)


def test_a_new_translation_is_found_by_the_search_at_once(
    english: SharedText, run_tasks: Any
) -> None:
    with run_tasks():
        article = holding(english, "pl")
        polish = shared("Zdjęcie", language="pl", translates=english, slug="zdjecie", live=False)
        rebuild_index()
    assert Client().get("/api/v1/search?q=zdjęcie").json()["total"] == 0

    with run_tasks():
        polish.save_revision().publish()

    found = Client().get("/api/v1/search?q=zdjęcie").json()["items"]
    assert [hit["id"] for hit in found] == [article.pk]


@pytest.mark.parametrize(
    ("language", "of", "words"),
    [
        ("en", "english", "in this language itself"),
        ("pl", "english", "in this language exists already"),
        ("fi", "polish", "not a translation"),
    ],
)
def test_a_text_is_there_once_in_each_language(
    english: SharedText, language: str, of: str, words: str
) -> None:
    polish = shared("Zdjęcie", language="pl", translates=english, slug="zdjecie")
    source = {"english": english, "polish": polish}[of]
    another = SharedText(
        title="Another", slug="another", language=language, translates=source, content=[]
    )

    with pytest.raises(ValidationError, match=words):
        another.full_clean(exclude=["content"])


def test_shared_texts_of_many_articles_take_as_many_queries_as_those_of_one(
    english: SharedText, django_assert_num_queries: Any
) -> None:
    shared("Zdjęcie", language="pl", translates=english, slug="zdjecie")
    keys = [DocumentKey(Kind.ARTICLE, holding(english, "pl").pk)]
    for _ in range(2):  # the second time with four articles
        Client().get("/api/v1/articles")
        with django_assert_num_queries(API_QUERIES):
            Client().get("/api/v1/articles")
        with django_assert_num_queries(DOCUMENT_QUERIES):
            assert len(build_documents(keys)) == len(keys)
        keys += [DocumentKey(Kind.ARTICLE, holding(english, "pl").pk) for _ in range(3)]


def test_a_translation_tied_to_another_text_leaves_the_articles_of_the_first(
    english: SharedText, run_tasks: Any
) -> None:
    other = shared("Receipt")
    with run_tasks():
        article = holding(english, "pl")
        polish = shared("Zdjęcie", language="pl", translates=english, slug="zdjecie")
        rebuild_index()
    assert Client().get("/api/v1/search?q=zdjęcie").json()["total"] == 1

    with run_tasks():
        polish.translates = other
        polish.save_revision().publish()

    assert Client().get("/api/v1/search?q=zdjęcie").json()["total"] == 0
    found = Client().get("/api/v1/search?q=photograph").json()["items"]
    assert [hit["id"] for hit in found] == [article.pk]

"""A page may play films of the sites that it shows films of, and of no others."""

import pytest
from django.test import Client

from kb.services.articles import revise_article
from tests.factories import kb

pytestmark = pytest.mark.django_db


def media_sources(client: Client, url: str) -> str:
    policy = client.get(url)["Content-Security-Policy"]
    [found] = [part for part in policy.split("; ") if part.startswith("media-src")]
    return found


def film(url: str) -> dict[str, object]:
    return {"type": "video", "value": {"address": url, "title": "How", "transcript": ""}}


@pytest.mark.parametrize(
    ("films", "sources"),
    [
        ([], "media-src 'self'"),
        (["https://films.example/a.mp4"], "media-src 'self' https://films.example"),
        (
            ["https://b.example:8443/a.webm", "https://a.example/x.mp4", "https://a.example/y.mp4"],
            "media-src 'self' https://a.example https://b.example:8443",
        ),
        (["https://vimeo.com/123456"], "media-src 'self'"),
    ],
)
def test_an_article_names_the_hosts_of_its_films(
    client: Client, films: list[str], sources: str
) -> None:
    article = kb.article()
    if films:
        revise_article(actor=kb.editor(), article=article, blocks=[film(url) for url in films])
        article = kb.approve(article)
    assert media_sources(client, article.get_url()) == sources
    assert media_sources(client, "/") == "media-src 'self'"

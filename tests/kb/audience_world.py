"""A knowledge base with something for each audience, and every channel through which it is read."""

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from accounts.models import User
from gamification.enums import Reason, SourceKind
from gamification.models import ReputationEntry
from kb.models import ArticlePage, ArticleSource, Promotion
from notifications.kinds import Kind
from notifications.models import Notification
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb

ROLES = ("visitor", "member", "buyer", "dealer", "editor")
MAY_READ = {
    "public": set(ROLES),
    "members": {"member", "buyer", "dealer", "editor"},
    "verified": {"buyer", "editor"},
    "groups": {"dealer", "editor"},
}
WORD = "zzyzx"
Told = tuple[str, set[str]]


def audience_fields(audience: str) -> dict[str, Any]:
    groups = [Group.objects.get(name="dealers")] if audience == "groups" else []
    return {"audience": audience, "audience_groups": groups}


class World:
    """For each audience an article that asks for it, and one whose section does."""

    def __init__(self, readers: list[User]) -> None:
        self.articles: dict[str, ArticlePage] = {}
        self.files: dict[str, Document] = {}
        self.pictures: dict[str, Image] = {}
        self.readers = readers
        self.editor, self.writer, self.question = kb.editor(), forum.member(), forum.ask()
        self.open_section = kb.section("Open shelf")
        for audience in MAY_READ:
            fields = audience_fields(audience)
            self._add(f"{audience}-article", section=self.open_section, **fields)
            section = kb.section(f"Shelf {WORD} {audience}", **fields)
            self._add(f"{audience}-section", section=section)
        rebuild_index()

    @property
    def sections(self) -> list[ArticlePage]:
        """An article of each section."""
        return [article for name, article in self.articles.items() if name.endswith("-section")]

    def _add(self, name: str, **fields: Any) -> None:
        article = kb.article(title=f"Free the {WORD} {name}", actor=self.editor, **fields)
        self._promote(article)
        self.articles[name] = article = ArticlePage.objects.get(pk=article.pk)
        number = len(self.articles)
        Redirect.objects.create(old_path=f"/kb/old-{number}", redirect_page=article)
        ReputationEntry.objects.create(
            user=self.writer,
            points=10,
            reason=Reason.ARTICLE_HELPFUL,
            source_kind=SourceKind.ARTICLE,
            source_id=article.pk,
            source_key=f"helpful:{number}",
            sequence=1,
            day=timezone.now().date(),
            article=article,
        )
        for reader in self.readers:
            Notification.objects.create(
                user=reader,
                kind=Kind.ARTICLE,
                article=article,
                in_app=True,
                event_key=f"change:{number}",
                data={"url": article.get_absolute_url()},
                created_at=timezone.now(),
            )
        self.files[name], self.pictures[name] = files_of(article)

    def _promote(self, article: ArticlePage) -> None:
        answer = forum.answer(self.question, self.writer)
        now = timezone.now()
        ArticleSource.objects.create(
            article=article,
            post=answer,
            role="origin",
            live=True,
            added_by=self.editor,
            created_at=now,
        )
        Promotion.objects.create(
            answer=answer,
            article=article,
            kind="create",
            state="published",
            proposed_by=self.writer,
            proposed_at=now,
            decided_by=self.editor,
            decided_at=now,
            published_at=now,
        )


def files_of(article: ArticlePage) -> tuple[Document, Image]:
    """A file that the article's published text links to, and a picture that it shows."""
    file = Document.objects.create(title=article.slug, file=ContentFile(b"text", name="a.txt"))
    drawn = io.BytesIO()
    Pillow.new("RGB", (40, 30)).save(drawn, "PNG")
    content = ContentFile(drawn.getvalue(), name="a.png")
    picture = Image.objects.create(title=article.slug, file=content, width=40, height=30)
    article.body = [
        ("text", f'<p><a linktype="document" id="{file.pk}">The file</a></p>'),
        ("picture", {"image": picture, "alt": "A zip"}),
    ]
    article.save()
    ReferenceIndex.create_or_update_for_object(article)
    return file, picture


def titles_in(text: str) -> set[str]:
    """Which of the world's articles a text names: by title, or by the end of the URL."""
    found = re.findall(rf"{WORD}[ -](\w+-(?:article|section))", re.sub("</?mark>", "", text))
    return set(found)


def page(client: Client, url: str) -> set[str]:
    return titles_in(client.get(url, follow=True).content.decode())


def _opened(
    client: Client, things: dict[str, Any], url: Callable[[Any], str], status: int = 200
) -> set[str]:
    """The articles among whose things those are that this client gets."""
    return {name for name, thing in things.items() if client.get(url(thing)).status_code == status}


def channels(world: World, client: Client, user: Any) -> Iterator[Told]:
    """Every way to read, each with what can be learnt there."""
    yield from _lists(world, client)
    yield from _machines(world, client)
    yield from _pages(world, client)
    yield from _single_pages(world, client)
    yield from _around(world, client)
    yield from _files(world, client)


def _lists(world: World, client: Client) -> Iterator[Told]:
    yield "index page", page(client, "/kb/")
    sections = {
        name
        for audience in MAY_READ
        for name in page(client, f"/kb/shelf-{WORD}-{audience}/")
        if name.endswith("section")
    }
    yield "section page", page(client, "/kb/open-shelf/") | sections
    yield "home", page(client, "/")
    yield "search", page(client, f"/search/?q={WORD}")
    yield "search of the API", page(client, f"/api/v1/search?q={WORD}")
    yield "suggestions", page(client, f"/search/suggest/?q={WORD}")
    yield "suggestions of the API", page(client, f"/api/v1/search/suggest?q={WORD}")
    yield "similar questions", page(client, f"/api/v1/questions/similar?title=free+the+{WORD}")
    yield "list of the API", page(client, "/api/v1/articles")


def _machines(world: World, client: Client) -> Iterator[Told]:
    index = client.get("/sitemap.xml").content.decode()
    maps = re.findall(r"<loc>https?://[^/]+(/[^<]+)</loc>", index)
    yield "site map", set().union(*(page(client, url) for url in maps))
    feeds = (reverse("section-feed", args=[article.get_parent().pk]) for article in world.sections)
    told = (page(client, url) for url in (reverse("article-feed"), *feeds))
    yield "feeds", set().union(*told)


def _single_pages(world: World, client: Client) -> Iterator[Told]:
    opened = partial(_opened, client, world.articles)
    yield "pages for paper", opened(lambda article: f"{article.get_absolute_url()}?view=print")
    yield "articles of the API", opened(lambda article: f"/api/v1/articles/{article.pk}")
    yield "feedback", opened(lambda article: reverse("kb:article-feedback", args=[article.pk]))
    yield "changes", opened(lambda article: reverse("kb:article-changes", args=[article.pk]))
    yield (
        "related",
        opened(lambda article: reverse("search:related", args=["article", article.pk])),
    )
    yield (
        "hits that are opened",
        opened(lambda article: reverse("search:click", args=["article", article.pk]), status=302),
    )


def _around(world: World, client: Client) -> Iterator[Told]:
    """What other pages say of articles."""
    first = world.articles["public-article"]
    yield "neighbours", page(client, first.get_absolute_url())
    related = reverse("search:related", args=["article", first.pk])
    yield "what is related", page(client, related) | {"public-article"}
    url = reverse("search:related", args=["question", world.question.pk])
    yield "what is related to a question", page(client, url) | {"public-article"}
    yield "question page", page(client, world.question.get_absolute_url())
    points = f"/users/{world.writer.username}/reputation/"
    yield "points", page(client, points)
    yield "points of the API", page(client, f"/api/v1{points.rstrip('/')}")
    yield "profile", page(client, f"/users/{world.writer.username}/") | {"public-article"}
    keys = [article.pk for article in world.articles.values()]
    pages = (page(client, f"/questions/ask/?article={key}") for key in keys)
    yield "asking", set().union(*pages)
    old = (client.get(f"/kb/old-{number}/") for number in range(1, len(keys) + 1))
    told = (titles_in(found.headers.get("Location", "")) for found in old)
    yield "old URLs", set().union(*told)
    yield "notifications", page(client, "/notifications/")


def _pages(world: World, client: Client) -> Iterator[Told]:
    """The articles' own pages, and what those are told who may not read them.

    The URL that they came with is no news to them.
    """
    opened, told = set(), set()
    for name, article in world.articles.items():
        answer = client.get(article.get_absolute_url(), follow=True)
        if answer.status_code == 200 and not answer.redirect_chain:
            opened.add(name)
        else:
            told |= titles_in(re.sub(r'(?:value|href)="[^"]*"', "", answer.content.decode()))
    yield "article pages", opened
    yield "refusals", told


def _files(world: World, client: Client) -> Iterator[Told]:
    def document(file: Document) -> str:
        return reverse("wagtaildocs_serve", args=[file.pk, file.filename])

    yield "files", _opened(client, world.files, document)
    yield "pictures", _opened(client, world.pictures, lambda one: one.get_rendition("width-20").url)
    yield "pictures as they came", _opened(client, world.pictures, lambda one: one.file.url)
    assert not _opened(client, world.files, lambda file: file.file.url)

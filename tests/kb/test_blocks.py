"""The blocks of an article: their shape, what readers see, and what the search finds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents.models import Document

from accounts.models import User
from kb import signals
from kb.blocks import ArticleBodyBlock
from kb.models import ArticlePage, SharedText
from kb.services.articles import set_body
from kb.text.video import read_video
from tests.factories import kb

pytestmark = pytest.mark.django_db

BODY_QUERIES = 6
"""A document, a shared text in two languages, related pages (twice), sections, the site's root."""


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": f"id-of-{kind}"}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>", "id": f"text-{words}"}


def variants(*names: str) -> dict[str, Any]:
    items = [
        {
            "type": "item",
            "value": {"names": name, "content": [text(f"Only for {name}")]},
            "id": f"variant-{name}",
        }
        for name in names
    ]
    return block("variants", {"aspect": "country", "variants": items})


def video(url: str = "https://www.youtube.com/watch?v=abc123DEF45") -> dict[str, Any]:
    return block(
        "video",
        {"address": url, "title": "Waxing a zip", "transcript": "<p>Rub it slowly.</p>"},
    )


def related(*links: dict[str, Any]) -> dict[str, Any]:
    items = [{"type": "item", "value": link, "id": f"link-{n}"} for n, link in enumerate(links)]
    return block("related", {"title": "More about zips", "links": items})


def document(title: str = "Spare parts list") -> Document:
    return Document.objects.create(
        title=title, file=ContentFile(b"%PDF-1.4 parts", name="parts.pdf"), file_size=2048
    )


def shared_text(words: str = "Write to us before you send anything.") -> SharedText:
    return SharedText.objects.create(
        title="How to reach us", slug="how-to-reach-us", content=[("text", f"<p>{words}</p>")]
    )


def published(*blocks: dict[str, Any], **fields: Any) -> ArticlePage:
    return kb.article(blocks=list(blocks), **fields)


def read(article: ArticlePage, query: str = "", client: Client | None = None) -> str:
    return (client or Client()).get(f"{article.get_absolute_url()}{query}").content.decode()


def search_text(article: ArticlePage) -> str:
    stream = ArticlePage.objects.get(pk=article.pk).body
    return "\n".join(map(str, stream.stream_block.get_searchable_content(stream)))


def test_a_video_is_a_link_until_the_reader_asks_for_it() -> None:
    page = read(published(video()))

    assert 'href="https://www.youtube.com/watch?v=abc123DEF45"' in page
    assert 'data-player="https://www.youtube-nocookie.com/embed/abc123DEF45"' in page
    assert "<iframe" not in page
    assert "Rub it slowly." in page


def test_only_the_named_players_may_be_framed() -> None:
    policy = Client().get("/")["Content-Security-Policy"]

    assert "frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com" in policy


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://youtu.be/abc123DEF45", "https://www.youtube-nocookie.com/embed/abc123DEF45"),
        ("https://m.youtube.com/shorts/abc123", "https://www.youtube-nocookie.com/embed/abc123"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
        ("https://films.example/zip.webm", ""),
        ("https://www.youtube.com/@someone", None),
        ('https://youtu.be/"><script>', None),
        ("http://films.example/zip.mp4", None),
        ("https://example.com/page", None),
    ],
)
def test_urls_of_videos_are_understood(url: str, player: str | None) -> None:
    found = read_video(url)

    assert (found.player if found else None) == player


def test_a_url_that_is_no_video_is_refused() -> None:
    field = ArticleBodyBlock().child_blocks["video"]
    value = field.to_python({"address": "https://example.com/", "title": "A", "transcript": ""})

    with pytest.raises(ValidationError):
        field.clean(value)


def test_a_download_names_the_file_its_kind_and_its_size() -> None:
    paper = document()

    page = read(
        published(block("download", {"document": paper.pk, "title": "", "description": ""}))
    )

    assert "Spare parts list" in page
    assert "PDF, 2.0\xa0KB" in page
    assert f'href="{paper.url}"' in page


def test_every_variant_is_on_the_page_until_the_reader_chooses() -> None:
    page = read(published(variants("Poland", "Finland, Sweden")))

    assert page.count('<details class="variant" open>') == 2
    assert 'href="?country=sweden#variants-country"' in page
    assert "aria-current" not in page.split('class="variants"')[1].split("</nav>")[0]


def test_a_chosen_variant_is_open_and_the_others_are_folded_away_but_there() -> None:
    article = published(variants("Poland", "Finland, Sweden"))

    page = read(article, "?country=finland")

    assert page.count('<details class="variant" open>') == 1
    assert page.count('<details class="variant">') == 1
    assert "Only for Poland" in page
    assert page.index('<details class="variant" open>') < page.index("Only for Finland, Sweden")
    assert "Show all" in page


def test_the_choice_is_remembered_for_the_next_article_and_can_be_taken_back() -> None:
    first = published(variants("Poland", "Finland"))
    second = published(variants("Poland", "Finland"))
    browser = Client()

    read(first, "?country=poland", browser)

    assert browser.cookies["stoa_variants"]["path"] == "/kb/"
    assert browser.cookies["stoa_variants"]["httponly"]
    assert read(second, "", browser).count('<details class="variant" open>') == 1

    read(first, "?country=", browser)
    assert read(second, "", browser).count('<details class="variant" open>') == 2


def test_a_choice_that_an_article_does_not_know_hides_nothing() -> None:
    article = published(variants("Poland", "Finland"))

    for query in ("?country=atlantis", "?country=%00%ff", "?country=" + "x" * 5000):
        assert read(article, query).count('<details class="variant" open>') == 2


def test_a_remembered_choice_is_never_kept_for_somebody_else(settings: Any, tmp_path: Any) -> None:
    settings.STOA_PAGE_CACHE_SECONDS = 60
    settings.DATA_DIR = tmp_path
    article = published(variants("Poland", "Finland"))
    chooser, stranger = Client(), Client()

    read(article, "?country=poland", chooser)
    read(article, "", chooser)

    assert read(article, "", stranger).count('<details class="variant" open>') == 2
    assert read(article, "", chooser).count('<details class="variant" open>') == 1


def test_two_variants_of_one_name_are_refused() -> None:
    field = ArticleBodyBlock().child_blocks["variants"]
    value = field.to_python(variants("Poland", "Finland, Poland")["value"])

    with pytest.raises(ValidationError):
        field.clean(value)


def test_a_shared_text_is_changed_once_and_changes_everywhere(editor: User, run_tasks: Any) -> None:
    shared = shared_text()
    with run_tasks():
        articles = [published(block("snippet", shared.pk)) for _ in range(2)]
    changed: list[int] = []

    def note(article_id: int, **kwargs: Any) -> None:
        changed.append(article_id)

    assert all("Write to us before" in read(article) for article in articles)
    shared.content = [("text", "<p>Call us first.</p>")]
    signals.article_changed.connect(note)
    try:
        shared.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    finally:
        signals.article_changed.disconnect(note)

    assert all("Call us first." in read(article) for article in articles)
    assert changed == [article.pk for article in articles]


def test_an_unpublished_shared_text_shows_nowhere() -> None:
    shared = shared_text()
    article = published(block("snippet", shared.pk), text("The rest."))

    shared.unpublish()

    assert "Write to us" not in read(article)
    assert "Write to us" not in search_text(article)
    assert "The rest." in read(article)


def test_the_cms_says_where_a_shared_text_is_used(
    client_of: Callable[[User], Client], editor: User, run_tasks: Any
) -> None:
    shared = shared_text()
    with run_tasks():
        article = published(block("snippet", shared.pk), title="Send a tent in")

    url = reverse("wagtailsnippets_kb_sharedtext:usage", args=[shared.pk])
    page = client_of(editor).get(url).content.decode()

    assert article.title in page


def test_a_shared_text_is_reviewed_by_somebody_else(
    client_of: Callable[[User], Client], editor: User, expert: User
) -> None:
    kb.kb_site()
    shared = shared_text()
    shared.content = [("text", "<p>Call us first.</p>")]
    shared.save_revision(user=editor)
    edit = reverse("wagtailsnippets_kb_sharedtext:edit", args=[shared.pk])
    assert 'name="action-publish"' not in client_of(editor).get(edit).content.decode()

    shared.get_workflow().start(shared, editor)
    state = shared.current_workflow_task_state
    assert not state.task.specific.get_actions(shared, editor)
    state.task.specific.on_action(state, expert, "approve")

    shared.refresh_from_db()
    assert "Call us first." in str(shared.content)


def test_related_links_tell_nobody_what_they_may_not_read(
    client_of: Callable[[User], Client], user: User
) -> None:
    open_one = kb.article(title="Wax a zip")
    for_members = kb.article(title="Trade prices", audience="members")
    draft = kb.draft(title="Not ready")
    elsewhere = {"page": None, "address": "https://example.com/zips", "text": "All about zips"}
    pages = [
        {"page": page.pk, "address": "", "text": ""} for page in (open_one, for_members, draft)
    ]
    article = published(related(elsewhere, *pages))

    page, as_member = read(article), read(article, "", client_of(user))

    assert 'href="https://example.com/zips"' in page
    assert "Wax a zip" in page
    assert "Trade prices" not in page
    assert "Trade prices" in as_member
    assert "Not ready" not in as_member


def test_asking_the_community_takes_the_article_along() -> None:
    article = published(block("ask", {"title": "Still stuck?", "text": ""}))

    page = read(article)

    assert "Still stuck?" in page
    assert page.count(f'/questions/ask/?article={article.pk}"') == 2


def test_the_search_finds_the_words_of_every_block() -> None:
    paper, shared = document(), shared_text()
    article = published(
        video(),
        block("download", {"document": paper.pk, "title": "", "description": "All that wears"}),
        variants("Poland", "Finland"),
        block("snippet", shared.pk),
        related({"page": None, "address": "https://example.com/", "text": "All about zips"}),
        block("ask", {"title": "Still stuck?", "text": ""}),
    )

    words = search_text(article)

    for expected in (
        "Rub it slowly.",
        "Spare parts list",
        "All that wears",
        "Only for Poland",
        "Only for Finland",
        "Write to us before",
        "All about zips",
    ):
        assert expected in words
    assert "Still stuck?" not in words
    assert "https://" not in words


def test_the_api_gives_every_variant_and_nothing_to_choose_with() -> None:
    article = published(variants("Poland", "Finland"), video())

    html = Client().get(f"/api/v1/articles/{article.pk}").json()["body_html"]

    assert "Only for Poland" in html
    assert "Only for Finland" in html
    assert "?country=" not in html
    assert "youtube.com/watch" in html


def test_the_stored_shape_of_each_block_stays_what_exports_know() -> None:
    """Changing one of these shapes changes stored articles, exports and imports."""
    link = {"page": None, "address": "https://example.com/", "text": "Zips"}
    blocks = [
        text("Brush it."),
        video(),
        block("download", {"document": document().pk, "title": "", "description": ""}),
        variants("Poland"),
        block("snippet", shared_text().pk),
        related(link),
        block("ask", {"title": "", "text": ""}),
    ]
    page = ArticlePage()
    set_body(page, blocks)

    assert page.body.get_prep_value() == blocks
    assert set(ArticleBodyBlock().child_blocks) == {
        "ask",
        "callout",
        "code",
        "download",
        "faq",
        "picture",
        "quote",
        "related",
        "snippet",
        "source_mark",
        "steps",
        "table",
        "text",
        "variants",
        "video",
    }


@pytest.mark.parametrize("number", [1, 4])
def test_a_body_costs_the_same_with_one_block_of_a_kind_or_many(
    number: int, django_assert_num_queries: Any
) -> None:
    shared, paper, other = shared_text(), document(), kb.article()
    plain = published(text("Brush it."))
    rich = published(
        *[block("download", {"document": paper.pk, "title": "", "description": ""})] * number,
        *[block("snippet", shared.pk)] * number,
        related(*[{"page": other.pk, "address": "", "text": ""}] * number),
        variants(*[f"Land {n}" for n in range(number)]),
    )
    client = Client()
    read(rich, "", client)
    with CaptureQueriesContext(connection) as of_the_page:
        read(plain, "", client)

    with django_assert_num_queries(len(of_the_page) + BODY_QUERIES):
        read(rich, "", client)

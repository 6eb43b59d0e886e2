"""Pasting Markdown or HTML into an article, a little and far too much."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from kb.models import ArticlePage
from kb.services.articles import revise_article
from kb.services.pasting import PASTE_MAX_LENGTH
from kb.services.review import submit_for_review
from tests.factories.kb import article, draft, editor

pytestmark = pytest.mark.django_db

MARKDOWN = """## Wax the zip

> [!TIP]
> A candle will do.

1. Rub.
2. Wait.

| Part | How |
| --- | --- |
| Slider | **Oil** |

![Zip](https://example.com/zip.png) and ![gone](zip.png)
"""


@pytest.fixture
def writer(client: Client) -> User:
    user = editor()
    client.force_login(user)
    return user


def kinds(page: ArticlePage) -> list[str]:
    return [block.block_type for block in newest(page).body]


def newest(page: ArticlePage) -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return found


def test_markdown_becomes_blocks_below_the_draft_and_the_published_text_stays(
    client: Client, writer: User
) -> None:
    page = article(body_markdown="Words.")

    response = client.post(
        f"/knowledge/articles/{page.pk}/paste/", {"text": MARKDOWN, "place": "below"}
    )

    assert response.status_code == 302
    assert response["Location"] == f"/cms/pages/{page.pk}/edit/"
    assert kinds(page) == ["text", "text", "callout", "steps", "table", "text"]
    assert [block.block_type for block in ArticlePage.objects.get(pk=page.pk).body] == ["text"]


def test_what_is_lost_is_named_with_its_heading(client: Client, writer: User) -> None:
    page = draft()
    text = "## Care\n\n![A tent](tent.png)\n\n## Wax\n\n- a\n\n      x = 1\n"

    response = client.post(
        f"/knowledge/articles/{page.pk}/paste/", {"text": text, "place": "replace"}, follow=True
    )

    said = " ".join(str(message) for message in response.context["messages"])
    assert (
        "picture missing: tent.png (below “Care”); code inside other text: x = 1 (below “Wax”)"
        in said
    )


def test_html_as_word_saves_it_keeps_its_structure_and_may_replace_everything(
    client: Client, writer: User
) -> None:
    page = draft()
    html = (
        '<html><head><style>p.MsoNormal{}</style></head><body><h1 style="x">Wax</h1>'
        '<p class="MsoNormal">Rub <b><span>well</span></b>&nbsp;now</p>'
        "<ul><li><p>One</p></li><li>Two</li></ul><table><tr><td>a</td></tr></table></body></html>"
    )

    client.post(f"/knowledge/articles/{page.pk}/paste/", {"text": html, "place": "replace"})

    body = newest(page).body
    assert [block.block_type for block in body] == ["text", "table"]
    assert body[0].value.source == (
        "<h2>Wax</h2><p>Rub <b>well</b>\xa0now</p><ul><li>One</li><li>Two</li></ul>"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("   ", "This field is required."),
        ("<!-- nothing -->", "There are no words in this text."),
        ("a" * (PASTE_MAX_LENGTH + 1), "This is too long. Keep it under 500,000 characters"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_and_changes_nothing(
    text: str, message: str, client: Client, writer: User
) -> None:
    page = draft()

    response = client.post(
        f"/knowledge/articles/{page.pk}/paste/", {"text": text, "place": "below"}
    )

    assert response.status_code == 422
    assert message in response.content.decode()
    assert page.revisions.count() == 1


def test_nothing_is_pasted_into_a_draft_that_is_being_reviewed(
    client: Client, writer: User
) -> None:
    page = draft()
    submit_for_review(actor=editor(), article=page)

    response = client.post(
        f"/knowledge/articles/{page.pk}/paste/", {"text": "Words.", "place": "below"}
    )

    assert "This article is being reviewed" in response.content.decode()
    assert "Words." in response.content.decode()
    assert page.revisions.count() == 1


@pytest.mark.parametrize("url", ["/knowledge/articles/{}/paste/", "/cms/pages/{}/edit/"])
def test_five_megabytes_are_answered_with_a_clear_page_and_change_nothing(
    url: str, client: Client, writer: User
) -> None:
    page = draft()
    huge = {"text": "word " * 1_000_000, "place": "below"}

    body = "&".join(f"{name}={value}" for name, value in huge.items())
    response = client.post(
        url.format(page.pk), body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    text = response.content.decode()
    assert "up to 2 MB of text" in text
    assert "Nothing was saved" in text
    assert page.revisions.count() == 1


def test_the_editor_of_an_article_offers_pasting(client: Client, writer: User) -> None:
    page = draft()
    html = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert f"/knowledge/articles/{page.pk}/paste/" in html


def test_the_form_costs_few_queries(
    client: Client, writer: User, django_assert_num_queries: object
) -> None:
    page = draft()
    url = f"/knowledge/articles/{page.pk}/paste/"
    client.get(url)
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(url)


LIST_ITEM = (
    "<p class=MsoListParagraph style='margin-left:36.0pt;mso-list:l{list} level{level} lfo1'>"
    "<![if !supportLists]><span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span>"
    "<![endif]>{words}<o:p></o:p></p>"
)
FROM_WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p.MsoNormal {{mso-style-name:Normal}} --></style></head><body><!--StartFragment-->
<p class=MsoTitle>Send a tent back<o:p></o:p></p>
<p class=MsoNormal>Pack it <b style='mso-bidi-font-weight:normal'>dry</b>, send it to
<st1:City w:st="on">Gdynia</st1:City>.<o:p></o:p></p>
{LIST_ITEM.format(list=0, level=1, sign="·", words="A box")}
{LIST_ITEM.format(list=0, level=2, sign="o", words="of carton")}
{LIST_ITEM.format(list=0, level=1, sign="·", words="Tape")}
<h2>How<o:p></o:p></h2>
{LIST_ITEM.format(list=1, level=1, sign="1.", words="Dry it.")}
{LIST_ITEM.format(list=1, level=1, sign="2.", words="Roll it.")}
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Poland<o:p></o:p></p></td>
<td><p class=MsoNormal>14 days<o:p></o:p></p></td></tr></table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>"""


def test_a_text_from_word_keeps_headings_lists_steps_and_tables(
    client: Client, writer: User
) -> None:
    page = draft(actor=writer)

    client.post(f"/knowledge/articles/{page.pk}/paste/", {"text": FROM_WORD, "place": "replace"})

    text, steps, _table = newest(page).body
    assert (
        "<h2>Send a tent back</h2><p>Pack it <b>dry</b>, send it to Gdynia.</p>"
        "<ul><li>A box<ul><li>of carton</li></ul></li><li>Tape</li></ul><h2>How</h2>"
    ) in text.value.source
    assert [step["text"].source for step in steps.value["steps"]] == [
        "<p>Dry it.</p>",
        "<p>Roll it.</p>",
    ]
    shown = str(newest(page).body)
    assert "14 days" in shown
    for rubbish in ("supportLists", "mso-", "o:p", "StartFragment", "·"):
        assert rubbish not in shown


def test_replacing_all_wants_to_have_seen_what_it_replaces(client: Client, writer: User) -> None:
    page = draft(body_markdown="Words.")
    url = f"/knowledge/articles/{page.pk}/paste/"
    version = version_on(client.get(url))
    revise_article(actor=editor(), article=page, body_markdown="Better words.")
    mine = {"text": "Mine.", "place": "replace", "version": version}

    refused = client.post(url, mine)

    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "Better" in shown
    assert "Mine." in shown
    assert "Better words." in str(newest(page).body)
    assert client.post(url, mine | {"version": version_on(refused)}).status_code == 302
    assert "Better" not in str(newest(page).body)


def test_adding_below_replaces_nothing_and_is_always_taken(client: Client, writer: User) -> None:
    page = draft(body_markdown="Words.")
    url = f"/knowledge/articles/{page.pk}/paste/"
    version = version_on(client.get(url))
    revise_article(actor=editor(), article=page, body_markdown="Better words.")

    fields = {"text": "Mine.", "place": "below", "version": version}
    assert client.post(url, fields).status_code == 302
    assert "Better words." in str(newest(page).body)


def version_on(page: Any) -> str:
    found = BeautifulSoup(page.content, "html.parser").find("input", {"name": "version"})
    return str(found["value"])

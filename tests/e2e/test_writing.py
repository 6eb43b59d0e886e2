"""An editor at work in the CMS: drafts that save themselves, and text from Word."""

import json
import re
import time
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage

SNAPSHOT_MS: Final = 4000
"""The editor takes what the page holds some seconds after it opened for what is saved."""
ITEM: Final = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>{words}</p>"
)
FROM_WORD: Final = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><!--StartFragment-->"
    "<h1>Send a tent back</h1><p class=MsoNormal>Pack it <b>dry</b>.<o:p></o:p></p>"
    + ITEM.format(words="A box")
    + ITEM.format(words="Tape")
    + "<table class=MsoTableGrid><tr><td><p class=MsoNormal>Poland</p></td>"
    "<td><p class=MsoNormal>14 days</p></td></tr></table><!--EndFragment--></body></html>"
)
PASTE: Final = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "Send a tent back");
  element.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}"""


def begin_article(page: Page) -> str:
    """Open the form for an article of the first section, and return the title that is typed."""
    page.goto("/cms/articles/new/")
    page.locator("main .listing a").first.click()
    page.wait_for_timeout(SNAPSHOT_MS)
    title = f"Send a tent back {time.time_ns() % 10**8}"
    page.locator("input[name=title]").press_sequentially(title)
    page.locator("textarea[name=summary]").press_sequentially("Pack it dry.")
    return title


def saved_page(page: Page) -> str:
    """The URL of the article once it has saved itself."""
    page.wait_for_url(re.compile(r"/cms/pages/\d+/edit/"))
    return page.url


def insert(page: Page, block: str) -> None:
    page.get_by_title("Insert a block").last.click()
    page.get_by_role("option", name=block, exact=True).click()


def blocks_of(page: Page, number: int) -> list[tuple[str, str]]:
    """What a text block of the form holds: kind and words of each line."""
    value = page.locator(f"[name='body-{number}-value']").input_value()
    return [(line["type"], line["text"]) for line in json.loads(value)["blocks"]]


def text_editor(page: Page) -> Locator:
    return page.locator(".public-DraftEditor-content").first


def test_a_draft_saves_itself_even_with_a_block_that_is_empty(open_page: OpenPage) -> None:
    page = open_page("editor")
    title = begin_article(page)
    url = saved_page(page)

    insert(page, "Picture")
    page.locator("textarea[name=summary]").press_sequentially(" Then send it.")
    with page.expect_response(lambda response: response.request.method == "POST") as saved:
        page.locator("textarea[name=summary]").press_sequentially(" Soon.")
    assert saved.value.ok
    page.wait_for_timeout(SNAPSHOT_MS)

    again = open_page("editor")
    again.goto(url)
    expect(again.locator("input[name=title]")).to_have_value(title)
    expect(again.locator("textarea[name=summary]")).to_have_value(re.compile("Soon"))
    expect(again.locator("[name='body-0-type']")).to_have_value("picture")


def test_text_from_word_keeps_headings_and_lists_and_the_loss_of_a_table_is_said(
    open_page: OpenPage,
) -> None:
    page = open_page("editor")
    begin_article(page)
    saved_page(page)
    insert(page, "Text")

    text_editor(page).evaluate(PASTE, FROM_WORD)

    expect(page.locator("[name='body-0-value']")).to_have_value(re.compile("Tape"))
    assert blocks_of(page, 0)[:4] == [
        ("header-two", "Send a tent back"),
        ("unstyled", "Pack it dry."),
        ("unordered-list-item", "A box"),
        ("unordered-list-item", "Tape"),
    ]
    expect(page.locator(".messages")).to_contain_text("A table in the pasted text became lines")


def test_a_whole_text_from_word_becomes_blocks_with_its_table(open_page: OpenPage) -> None:
    page = open_page("editor")
    begin_article(page)
    number = saved_page(page).split("/")[-3]
    page.goto(f"/knowledge/articles/{number}/paste/")

    page.get_by_label("Text", exact=True).evaluate(PASTE, FROM_WORD)
    expect(page.get_by_text("Pasted with headings, lists and tables")).to_be_visible()
    page.get_by_role("button", name="Turn into blocks").click()

    expect(page.locator("[name='body-0-type']")).to_have_value("text")
    expect(page.locator("[name='body-1-type']")).to_have_value("table")
    expect(page.get_by_text("14 days", exact=True)).to_be_visible()

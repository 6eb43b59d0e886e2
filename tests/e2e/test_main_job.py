"""The whole main job through the pages, with JavaScript and without."""

import re
import time
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage

BODY: Final = (
    "The foam grip of my trekking pole turns when I lean on it. I washed it with soap and let it"
    " dry for two days, and it still turns. Can it be glued, and with what?"
)
ANSWER: Final = """Glue it with contact cement, not with super glue.

1. Pull the grip off with **warm water** and a twist.
2. Roughen the shaft with sandpaper and wipe it clean.
3. Spread a thin coat of contact cement on both sides, wait ten minutes, and push it on.
"""


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def ask(page: Page, title: str) -> str:
    """Ask through the form, past the similar questions, and return the thread's URL."""
    page.goto("/questions/ask/")
    page.locator("input[name=title]").fill(title)
    page.locator("textarea[name=body]").fill(BODY)
    page.get_by_role("button", name="Post my question").click()
    anyway = page.get_by_role("button", name="None of these: post my question")
    expect(anyway.or_(page.get_by_role("heading", level=1, name=title))).to_be_visible()
    if anyway.is_visible():
        anyway.click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert re.search(r"/questions/\d+/", page.url)
    return page.url


def answer(page: Page, thread: str) -> None:
    page.goto(thread)
    page.locator("#your-answer textarea[name=body]").fill(ANSWER)
    page.get_by_role("button", name="Post my answer").click()
    expect(page.locator("article.answer strong", has_text="warm water")).to_be_visible()


def vote_up(page: Page, thread: str) -> None:
    page.goto(thread)
    vote = page.locator("article.answer .vote").first
    vote.get_by_role("button", name="This helps: vote up").click()
    expect(page.locator("article.answer .score").first).to_have_text("1")
    pressed = page.locator("article.answer").get_by_role("button", name="This helps: vote up")
    expect(pressed.first).to_have_attribute("aria-pressed", "true")


def accept(page: Page, thread: str) -> None:
    page.goto(thread)
    page.get_by_role("button", name="This solved it (accept)").click()
    expect(page.get_by_text("Accepted answer")).to_be_visible()


def propose(page: Page, thread: str) -> None:
    page.goto(thread)
    page.get_by_role("link", name="Propose for the knowledge base").click()
    page.get_by_label("make a new article").check()
    page.get_by_label("Note for the editors").fill("Asked every week.")
    page.get_by_role("button", name="Propose", exact=True).click()
    page.goto(thread)
    expect(page.get_by_text("Proposed for the knowledge base")).to_be_visible()


def take_into_work(page: Page, title: str) -> str:
    """Accept the proposal, hand the draft in, and return the URL of its review."""
    page.goto("/knowledge/proposals/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("link", name="Edit the draft")).to_be_visible()
    page.get_by_role("link", name="Open the draft and submit it").click()
    expect(page.locator(".article__body", has_text="contact cement").first).to_be_visible()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Expert review").first).to_be_visible()
    found = re.search(r"/reviews/\d+/", page.content() + page.url)
    assert found
    return f"/knowledge{found[0]}"


def approve(page: Page, review: str, title: str) -> str:
    """Approve the draft and return the article's URL."""
    page.goto(review)
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert "/kb/" in page.url
    return page.url


def find_and_open(page: Page, title: str) -> None:
    """Find the article from the home page, as the next customer does."""
    page.goto("/")
    box = page.locator("main input[name=q]").first
    box.fill("grip of trekking pole turns")
    box.press("Enter")
    hit = page.locator("main a[href*='/search/open/article/']", has_text=title)
    hit.first.click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_a_question_becomes_an_article_that_the_next_customer_finds(
    open_page: OpenPage, javascript: bool
) -> None:
    title = f"How do I glue the loose grip of trekking pole {time.time_ns() % 10**8}?"
    customer = open_page("customer", javascript=javascript)
    thread = ask(customer, title)
    answer(open_page("moderator", javascript=javascript), thread)
    vote_up(open_page("expert", javascript=javascript), thread)
    accept(customer, thread)
    propose(open_page("expert", javascript=javascript), thread)
    review = take_into_work(open_page("editor", javascript=javascript), title)
    article = approve(open_page("expert", javascript=javascript), review, title)

    reader = open_page(javascript=javascript)
    find_and_open(reader, title)
    assert reader.url.split("?")[0] == article
    reader.locator("main summary", has_text="Written from").click()
    expect(reader.locator("main").get_by_role("link", name=title).first).to_have_attribute(
        "href", re.compile(r"/questions/\d+/")
    )
    reader.goto(thread)
    written_up = reader.get_by_text("Written up in the knowledge base")
    expect(written_up).to_be_visible()
    reader.locator(".notice", has=written_up).get_by_role("link").click()
    expect(reader).to_have_url(article)


def test_the_asker_is_told_and_the_way_leads_back_to_the_answer(
    open_page: OpenPage, javascript: bool
) -> None:
    title = f"Which sandpaper for the shaft of trekking pole {time.time_ns() % 10**8}?"
    customer = open_page("customer", javascript=javascript)
    thread = ask(customer, title)
    answer(open_page("expert", javascript=javascript), thread)
    customer.goto("/")
    customer.get_by_role("link", name=re.compile("Notifications, \\d+ unread")).click()
    told = customer.get_by_role("button", name=re.compile(f"answered your question: {title[:30]}"))
    told.first.click()
    expect(customer.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert "#answer-" in customer.url


def test_a_report_reaches_the_moderator_who_hides_the_answer(
    open_page: OpenPage, javascript: bool
) -> None:
    title = f"Is cement safe for the cork of trekking pole {time.time_ns() % 10**8}?"
    thread = ask(open_page("customer", javascript=javascript), title)
    answer(open_page("expert", javascript=javascript), thread)
    reporter = open_page("editor", javascript=javascript)
    reporter.goto(thread)
    reporter.locator("article.answer").get_by_role("link", name="Report").click()
    reporter.get_by_label("It is wrong or unsafe advice").check()
    reporter.get_by_role("button", name="Send the report").click()
    expect(reporter.get_by_text("A moderator will look at it")).to_be_visible()

    moderator = open_page("moderator", javascript=javascript)
    moderator.goto("/moderation/")
    item = moderator.locator("[data-item]", has_text=title)
    item.get_by_role("button", name="Agree and hide").click()
    expect(moderator.get_by_text("The reports are closed.")).to_be_visible()
    guest = open_page(javascript=javascript)
    guest.goto(thread)
    expect(guest.locator("article.answer")).to_have_count(0)

"""What every visitor feels: refusals beside the control, one-click verdicts, an editor that undoes,
drafts that survive."""

import re
import time
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.test_accessibility import listen_for_errors

ARTICLE: Final = "/kb/warranty-repairs/a-zip-that-splits/"


def thread(page: Page) -> str:
    """A thread with answers, opened."""
    page.goto("/questions/?sort=votes")
    href = page.locator("main .question-row a[href*='-']").first.get_attribute("href")
    assert href
    page.goto(href)
    page.wait_for_load_state("networkidle")
    return href


def forget_session(page: Page) -> None:
    kept = [cookie for cookie in page.context.cookies() if cookie["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_refusal_stands_beside_the_control_and_nothing_moves(
    open_page: OpenPage, width: int
) -> None:
    page = open_page("customer", width=width)
    thread(page)
    vote = page.locator("article.answer .vote button[type=submit]").last
    vote.scroll_into_view_if_needed()
    forget_session(page)
    before = page.evaluate("scrollY")
    vote.click()
    refusal = page.locator(".refusal--bubble")
    expect(refusal).to_contain_text("Sign in to do this.")
    assert page.evaluate("scrollY") == before
    box, control = refusal.bounding_box(), vote.bounding_box()
    assert box is not None
    assert control is not None
    assert box["x"] + box["width"] <= width
    assert abs(box["y"] - control["y"]) < 200
    link = refusal.get_by_role("link", name="Sign in").get_attribute("href")
    assert link is not None
    assert "next=%2Fquestions%2F" in link
    page.keyboard.press("Escape")
    expect(refusal).to_have_count(0)


def test_a_vote_shows_its_sign_while_the_pointer_is_still_on_it(open_page: OpenPage) -> None:
    page = open_page("expert", width=DESKTOP)
    thread(page)
    button = page.locator("article.answer .vote button[type=submit][aria-pressed=false]").first
    name = button.get_attribute("id")
    button.click()
    pressed = page.locator(f"#{name}[aria-pressed=true]")
    expect(pressed).to_be_visible()
    pressed.hover()
    page.wait_for_timeout(400)
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    sign, ground = pressed.evaluate(colours)
    pressed.click()
    assert sign != ground


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_first_click_on_a_verdict_counts(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width)
    errors: list[str] = []
    listen_for_errors(page, "feedback", errors)
    page.goto(ARTICLE)
    section = page.locator("#feedback")
    section.get_by_role("button", name="No").click()
    expect(section.get_by_role("heading")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Your answer is saved. Thank you.")
    reason = section.get_by_role("button", name="It is hard to understand")
    reason.click()
    expect(reason).to_have_attribute("aria-pressed", "true")
    expect(reason).to_be_focused()
    section.get_by_role("textbox").fill("Which slider do I buy?")
    section.get_by_role("button", name="Send").click()
    expect(section).to_contain_text("Our editors have your words.")
    section.get_by_role("button", name="It helped after all").click()
    expect(section.get_by_role("heading")).to_have_text("Thanks! Good to know that it helped.")
    assert errors == []


def test_a_verdict_needs_no_javascript(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto(ARTICLE)
    page.locator("#feedback").get_by_role("button", name="No").click()
    page.get_by_role("button", name="Something is missing").click()
    pressed = page.get_by_role("button", name="Something is missing")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Ask the community").click()
    expect(page.locator("input[name=title]")).not_to_have_value("")


def editor(page: Page) -> Locator:
    page.goto("/questions/ask/")
    page.wait_for_load_state("networkidle")
    area = page.locator("textarea[name=body]")
    area.fill("")
    area.focus()
    return area


def test_undo_takes_back_what_a_button_did(open_page: OpenPage) -> None:
    page = open_page("customer")
    for tool in ("bold", "italic", "link", "list", "numbered", "quote", "code"):
        area = editor(page)
        page.keyboard.type("hello world")
        page.keyboard.press("Control+a")
        page.locator(f"[data-tool={tool}]").click()
        expect(area).not_to_have_value("hello world")
        page.keyboard.press("Control+z")
        expect(area).to_have_value("hello world")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["- one", "Enter", "two"], "- one\n- two"),
        (["9. one", "Enter", "two"], "9. one\n10. two"),
        (["> said", "Enter", "more"], "> said\n> more"),
        (["> - one", "Enter", "two"], "> - one\n> - two"),
        (["- one", "Enter", "Enter", "after"], "- one\nafter"),
        (["plain", "Enter", "text"], "plain\ntext"),
        (["```", "Enter", "- a", "Enter", "b"], "```\n- a\nb"),
    ],
)
def test_enter_continues_lists_and_an_empty_item_ends_them(
    open_page: OpenPage, keys: list[str], text: str
) -> None:
    page = open_page("customer")
    area = editor(page)
    for key in keys:
        (page.keyboard.press if key == "Enter" else page.keyboard.type)(key)
    expect(area).to_have_value(text)


def test_a_comment_survives_an_expired_session_and_is_sent_with_the_keyboard(
    open_page: OpenPage,
) -> None:
    page = open_page("customer")
    errors: list[str] = []
    thread(page)
    words = f"Is it the same for number {time.time_ns() % 10**6}?"
    page.locator(".comments__add > summary").first.click()
    field = page.locator(".comments__add[open] textarea").first
    expect(field).to_be_focused()
    page.keyboard.type(words)
    session = page.context.cookies()
    forget_session(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".refusal--bubble")).to_contain_text("What you wrote is kept")
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.reload()
    listen_for_errors(page, "comment", errors)
    expect(field).to_have_value(words)
    expect(page.locator(".comments__add[open]").first).to_contain_text("Draft restored")
    field.press("Control+Enter")
    expect(page.locator(".comment__text").filter(has_text=words)).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('comment'))") == []
    assert errors == []


def test_link_copies_the_url_of_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    thread(page)
    link = page.locator("article.answer a[data-copy-url]").first
    before = page.url
    link.click()
    expect(page.locator("#announcer")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{re.escape(before)}#answer-\d+", copied)
    assert page.url == before

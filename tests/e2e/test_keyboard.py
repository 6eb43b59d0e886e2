"""Asking with nothing but the keyboard."""

import time
from typing import Final

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage

STEPS_MAX: Final = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; every stop on the way must be seen."""
    for _ in range(STEPS_MAX):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        assert focused.is_visible()
        assert focus_is_marked(page), focused.evaluate("element => element.outerHTML.slice(0, 200)")
        if focused.evaluate("(element, selector) => element.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with {STEPS_MAX} presses of Tab")


def focus_is_marked(page: Page) -> bool:
    """Whether the focused element, or the field around it, shows an outline or a ring."""
    return bool(
        page.evaluate(
            """() => {
                const marks = (element) => {
                    const style = getComputedStyle(element);
                    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
                        || style.boxShadow !== "none";
                };
                let element = document.activeElement;
                for (let level = 0; element && level < 4; level += 1) {
                    if (marks(element)) return true;
                    element = element.parentElement;
                }
                return false;
            }"""
        )
    )


def test_the_first_stop_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/questions/")
    tab_to(page, "a.skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_question_is_asked_with_the_keyboard_alone(open_page: OpenPage) -> None:
    title = f"Does the strap of bottle {time.time_ns() % 10**8} fit other bottles too?"
    page = open_page("customer")
    page.goto("/")
    tab_to(page, "a[href='/questions/ask/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Ask the community")).to_be_visible()
    tab_to(page, "input[name=title]")
    page.keyboard.type(title)
    tab_to(page, "textarea[name=body]")
    page.keyboard.type("The strap of my old bottle is fine, but the bottle leaks.")
    tab_to(page, "form button[type=submit].button--primary")
    page.keyboard.press("Enter")
    anyway = page.get_by_role("button", name="None of these: post my question")
    posted = page.get_by_role("heading", level=1, name=title)
    expect(anyway.or_(posted)).to_be_visible()
    if anyway.is_visible():
        tab_to(page, "button[form=ask-form]")
        page.keyboard.press("Enter")
    expect(posted).to_be_visible()

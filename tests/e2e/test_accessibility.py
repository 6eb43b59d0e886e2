"""Every main page, narrow and wide, light and dark: no WCAG 2.2 AA violation that axe can see, and
nothing to scroll sideways."""

from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, OpenPage, Scheme
from tests.e2e.pages import MAIN_PAGES, MainPage

RULES: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}
PAGE_IDS: Final = [page.name for page in MAIN_PAGES]


def violations(page: Page) -> list[str]:
    """What axe finds, one line each: rule, element and what is wrong."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("main_page", MAIN_PAGES, ids=PAGE_IDS)
def test_main_pages_are_accessible_and_fit_the_window(
    open_page: OpenPage, main_page: MainPage, width: int, scheme: Scheme
) -> None:
    page = open_page(main_page.person, width=width, scheme=scheme)
    response = page.goto(main_page.url(page))
    assert response is not None
    assert response.status == main_page.status
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("main_page", MAIN_PAGES, ids=PAGE_IDS)
def test_main_pages_fit_a_phone_without_javascript(
    open_page: OpenPage, main_page: MainPage
) -> None:
    page = open_page(main_page.person, width=PHONE, javascript=False)
    page.goto(main_page.url(page))
    expect(page.locator("h1").first).to_be_visible()
    widest = page.locator("body").bounding_box()
    assert widest is not None
    assert widest["width"] <= PHONE


def test_main_pages_run_no_script_that_fails(open_page: OpenPage) -> None:
    errors: list[str] = []
    for main_page in MAIN_PAGES:
        page = open_page(main_page.person)
        listen_for_errors(page, main_page.name, errors)
        page.goto(main_page.url(page))
        page.wait_for_load_state("networkidle")
        page.context.close()
    assert errors == []


def listen_for_errors(page: Page, name: str, errors: list[str]) -> None:
    """Collect what the page throws or logs as an error; a missing page is no error of a script."""

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            errors.append(f"{name}: {message.text}")

    page.on("pageerror", lambda error: errors.append(f"{name}: {error}"))
    page.on("console", note_message)

"""A server, a browser and people who are signed in."""

import os
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demo.accounts import PASSWORDS
from tests.e2e.server import running_demo

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TIMEOUT_MS: Final = 20_000
PHONE: Final = 390
DESKTOP: Final = 1280
HEIGHT: Final = 900

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running demo; STOA_E2E_URL names one that runs already."""
    if url := os.environ.get("STOA_E2E_URL"):
        yield url.rstrip("/")
        return
    with running_demo(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser, closed before tests of other folders run: its event loop is in their way."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def sessions(browser: Browser, site: str) -> Callable[[str], Any]:
    """The cookies of a demo account, from one sign-in through the form."""
    kept: dict[str, Any] = {}

    def of(name: str) -> Any:
        if name not in kept:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{site}/accounts/login/")
            page.locator("input[name=login]").fill(name)
            page.locator("input[name=password]").fill(PASSWORDS[name])
            page.locator("main form button[type=submit]").click()
            page.wait_for_url(f"{site}/")
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return of


@pytest.fixture
def open_page(browser: Browser, site: str, sessions: Callable[[str], Any]) -> Iterator[OpenPage]:
    """A function that opens a window: of whom, how wide, dark or light, with JavaScript or not."""
    contexts: list[BrowserContext] = []

    def open_window(
        person: str = "",
        *,
        javascript: bool = True,
        width: int = DESKTOP,
        scheme: Scheme = "light",
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            reduced_motion="reduce",
            storage_state=sessions(person) if person else None,
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()

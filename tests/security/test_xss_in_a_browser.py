"""The Markdown of people runs nowhere in a browser, even where no policy of a page stops it."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Route, sync_playwright

from community.text import render_markdown
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.security.hostile_texts import HANDLERS, hostile_texts

pytestmark = pytest.mark.e2e

SITE: Final = "http://testserver"
LISTEN: Final = "window.__hits = []; window.__xss = (number) => window.__hits.push(number);"
FAULTS: Final = """(is_office) => {
  const found = window.__hits.map((number) => `text ${number} ran`);
  const scripts = /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i;
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        const runs = /^on/i.test(name) || name === "srcdoc";
        if (runs && (!is_office || value.includes("__xss"))) {
          found.push(`<${element.tagName} ${name}=${value.slice(0, 60)}>`);
        }
      }
      for (const name of ["href", "src", "action", "formAction", "data", "background"]) {
        let url = element[name];
        if (url && url.baseVal !== undefined) url = url.baseVal;
        if (typeof url === "string" && scripts.test(url) && (!is_office || url.includes("xss"))) {
          found.push(`<${element.tagName} ${name}=${url.slice(0, 60)}>`);
        }
      }
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.content instanceof DocumentFragment) walk(element.content);
    }
  };
  walk(document);
  return found;
}"""


def serve(pages: dict[str, str]) -> Any:
    """Answer a browser with pages made before, without the policy that came with them."""

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        is_static = url.path.startswith("/static/")
        static = finders.find(unquote(url.path.removeprefix("/static/"))) if is_static else None
        if route.request.url in pages and route.request.is_navigation_request():
            route.fulfill(body=pages[route.request.url], content_type="text/html; charset=utf-8")
        elif isinstance(static, str):
            route.fulfill(path=static)
        else:
            route.abort()

    return answer


def faults_of(pages: dict[str, str]) -> dict[str, list[str]]:
    """Open every page, and say what ran or could."""
    found: dict[str, list[str]] = {}
    dialogs: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.add_init_script(LISTEN)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.route("**/*", serve(pages))
        for url in pages:
            page.goto(url)
            page.wait_for_timeout(20)
            is_office = urlsplit(url).path.startswith(("/cms/", "/admin/"))
            found[url] = page.evaluate(FAULTS, is_office)
        browser.close()
    assert dialogs == []
    return {url: said for url, said in found.items() if said}


def test_the_browser_notices_what_runs() -> None:
    raw = [text for text in hostile_texts() if text.startswith(("<img", "<svg", "<details"))]
    assert len(hostile_texts()) > 250
    assert len(HANDLERS) > 50
    found = faults_of({f"{SITE}/": f"<!doctype html><body>{'<p>'.join(raw)}"})
    said = found[f"{SITE}/"]
    assert sum(" ran" in fault for fault in said) > 5
    assert sum("onerror" in fault for fault in said) > 5


def test_markdown_of_every_text_is_harmless() -> None:
    pages = {}
    for name, is_trusted in (("members", False), ("staff", True)):
        parts = (render_markdown(text, trusted=is_trusted).html for text in hostile_texts())
        body = "".join(f"<section>{part}</section>" for part in parts)
        pages[f"{SITE}/{name}"] = f"<!doctype html><body>{body}"
    assert [f"{url}: {said[:3]}" for url, said in faults_of(pages).items()][:8] == []

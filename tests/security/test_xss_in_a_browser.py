"""What people write runs nowhere in a browser, even where no policy of the page would stop it."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Route, sync_playwright

from accounts.models import User
from community.models import Category, Question, Tag
from community.services.tags import describe_tag
from community.text import render_markdown
from kb.models import ArticlePage, SharedText
from kb.services.articles import revise_article
from kb.services.pasting import paste_text
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.factories import community as forum
from tests.factories import kb, moderation
from tests.factories.accounts import UserFactory
from tests.kb.test_two_editors import browser_of, form_on
from tests.security.hostile_texts import HANDLERS, hostile_texts, packed

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


def test_no_page_runs_what_people_wrote(db: None) -> None:
    pages = dict(_written_pages())
    shown = [url for url, page in pages.items() if "__xss" in page]
    assert len(shown) > 45
    silent = (f"{SITE}/users/site", f"{SITE}/nothing/")  # what these were given, they do not print
    assert [url for url in pages if url not in shown and not url.startswith(silent)] == []
    assert [f"{url}: {said[:3]}" for url, said in faults_of(pages).items()][:8] == []


def _written_pages() -> Iterator[tuple[str, str]]:
    boss = UserFactory(is_staff=True, is_superuser=True, last_name="Boss")
    kb.kb_site()
    for browser, urls in (
        (Client(), [*_people(), *_forum(boss), *_knowledge(boss), *_queries()]),
        (browser_of(boss), _offices()),
    ):
        for url in urls:
            answer = browser.get(url, follow=True)
            wanted = 404 if url.startswith("/nothing/") else 200
            assert answer.status_code == wanted, url
            if "html" in answer.headers["Content-Type"]:
                yield f"{SITE}{quote(url, safe='/?=&%')}", answer.content.decode()
    yield f"{SITE}/cms/conflict/", _conflict()


def _people() -> list[str]:
    """Names, places, words about oneself, and links to one's own site."""
    texts = hostile_texts()
    UserFactory(
        username="author",
        groups=["moderators"],
        bio="\n\n".join(packed(1900)[:1]),
        location=texts[0][:80],
    )
    for number, name in enumerate(packed(75)[:40]):
        UserFactory(username=f"name{number}", display_name=name, location=packed(75)[-number])
    urls = [text for text in texts if "script:" in text and len(text) < 190]
    for number, url in enumerate(urls[:30]):
        person = UserFactory(username=f"site{number}")
        User.objects.filter(pk=person.pk).update(website=url[url.find("java") :])
    people = [f"/users/name{number}/" for number in range(0, 40, 8)]
    return ["/users/", "/users/?page=2", "/users/author/", *people] + [
        f"/users/site{number}/" for number in range(0, len(urls[:30]), 3)
    ]


def _forum(boss: User) -> list[str]:
    author = User.objects.get(username="author")
    bodies, titles = packed(15_000, "\n\n"), packed(140)
    questions = [
        forum.ask(author, title=f"Why {title}"[:150], body=f"{title} and more words, {number}")
        for number, title in enumerate(titles[:30])
    ]
    for question, title in zip(questions, titles[30:60], strict=False):
        Question.objects.filter(pk=question.pk).update(title=title)
    shown = [forum.ask(author, title=titles[0], body=body) for body in bodies]
    post = forum.answer(shown[0], author, body=bodies[-1])
    for text in packed(590)[:25]:
        forum.comment(post, author, body=text)
    moderation.flag(post, note=packed(290)[0], reason="other")
    for number, text in enumerate(packed(1900)[:3]):
        tag = Tag.objects.create(name=f"tag{number}", slug=f"tag{number}")
        describe_tag(actor=boss, tag=tag, description=text)
    Category.objects.create(name=titles[1][:80], slug="x", description=packed(290)[1])
    return [
        *("/", "/questions/", "/questions/?page=2", "/tags/", "/tags/tag0/", "/tags/tag2/"),
        *(question.get_absolute_url() for question in [*shown, questions[0], questions[9]]),
        f"/posts/{post.pk}/history/",
    ]


def _knowledge(boss: User) -> list[str]:
    words = packed(140)
    pasted = kb.draft(title="About tents", actor=boss)
    for text in packed(8000, "\n\n"):
        paste_text(actor=boss, article=pasted, text=text)
        paste_text(actor=boss, article=pasted, text=f"<p>x</p>{text}<p>y</p>")
    pasted = _published(pasted)
    article = kb.draft(title=words[2], summary=packed(390)[0], keywords=packed(290)[1], actor=boss)
    revise_article(actor=boss, article=article, blocks=_blocks(words))
    article = _published(article)
    section = article.get_parent().specific
    section.title, section.summary = words[3], packed(390)[2]
    section.save()
    SharedText.objects.create(title=words[4], slug="x", content=_blocks(words)[:2])
    return [article.get_url(), section.get_url(), "/kb/", pasted.get_url()]


def _published(article: ArticlePage) -> ArticlePage:
    """Live as it is, whatever a review would say of such words."""
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def _blocks(words: list[str]) -> list[dict[str, Any]]:
    at = iter(words * 3)

    def block(kind: str, /, **value: Any) -> dict[str, Any]:
        return {"type": kind, "value": value}

    return [
        *(block("code", language="python", code=text) for text in packed(4000, "\n")),
        block("callout", kind='note" onfocus="__xss(1)', text="<p>x</p>"),
        block("steps", title=next(at), steps=[{"text": "", "code": next(at), "image_alt": ""}]),
        block("faq", title=next(at), questions=[{"question": next(at), "answer": ""}]),
        block("quote", text="", credit=next(at), address="javascript:__xss(2)"),
        block(
            "picture", address='https://x.example/"onerror=__xss(3)', alt=next(at), caption=next(at)
        ),
        block("picture", address="javascript:__xss(4)", alt=next(at), caption=next(at)),
        block("video", address='https://x.example/"onerror=__xss(5)/a.mp4', title=next(at)),
        block("video", address="https://youtu.be/abcdefg", title=next(at), transcript=""),
        block("video", address="javascript:__xss(6)//a.mp4", title=next(at), transcript=""),
        block(
            "related",
            title=next(at),
            links=[{"address": "javascript:__xss(7)", "text": next(at), "page": None}],
        ),
        block("ask", title=next(at), text=""),
        block(
            "variants",
            aspect="country",
            variants=[{"names": next(at), "content": [block("code", code=next(at))]}],
        ),
    ]


def _queries() -> list[str]:
    texts = packed(200)
    searches = [f"/search/?q={quote(text)}" for text in texts[::6]]
    asks = [f"/questions/ask/?title={quote(text)}&body={quote(text)}" for text in texts[::12]]
    missing = [f"/nothing/{quote(text, safe='')}" for text in texts[::12]]
    return [*searches, *asks, *missing, f"/accounts/login/?next={quote(texts[0])}"]


def _offices() -> list[str]:
    article = ArticlePage.objects.exclude(title="About tents").get()
    shared = SharedText.objects.get()
    return [
        "/", "/moderation/", "/cms/", "/cms/articles/",
        f"/cms/pages/{article.pk}/edit/", f"/knowledge/articles/{article.pk}/paste/",
        reverse("wagtailsnippets_kb_sharedtext:edit", args=[shared.pk]),
        "/admin/community/category/", "/admin/accounts/user/",
    ]  # fmt: skip


def _conflict() -> str:
    """Two editors who both wrote such things into a shared text."""
    shared = SharedText.objects.get()
    url = reverse("wagtailsnippets_kb_sharedtext:edit", args=[shared.pk])
    people = [UserFactory(is_staff=True, is_superuser=True, first_name=packed(90)[1])] * 2
    first, second = map(browser_of, people)
    theirs, mine = form_on(first.get(url)), form_on(second.get(url))
    first.post(url, theirs | {"title": packed(140)[5]})
    page = second.post(url, mine | {"title": packed(140)[6]}).content.decode()
    assert 'id="versions"' in page
    return page

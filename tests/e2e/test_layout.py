"""What pages do with words of any length, with large text, in forced colours, and while loading."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, HEIGHT, PHONE, OpenPage
from tests.e2e.pages import MAIN_PAGES, MainPage
from tests.e2e.server import run_inside, running_demo
from tests.e2e.test_accessibility import PAGE_IDS, overflow

WIDTHS: Final = (320, PHONE, DESKTOP)
SHIFT_MAX: Final = 0.02
COMMON: Final = (
    "/",
    "/questions/",
    "/questions/?sort=unanswered",
    "/tags/",
    "/users/",
    "/leaderboard/",
    "/leaderboard/?period=all",
    "/badges/",
    "/kb/",
    "/privileges/",
    "/notifications/",
    "/notifications/settings/",
    "/accounts/profile/",
    "/moderation/",
    "/moderation/log/",
    "/knowledge/proposals/",
    "/knowledge/reviews/",
    "/questions/ask/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/badges/helper/",
    "/tags/-/new/",
    "/no-such-page/",
    "/cms/",
    "/cms/articles/templates/",
    "/cms/articles/new/",
    "/cms/transfers/",
    "/cms/translations/",
    "/cms/reports/searches/",
    "/cms/synonyms/",
    "/cms/synonyms/built-in/",
    "/cms/knowledge/deflections/",
    "/cms/knowledge/drift/",
    "/cms/knowledge/feedback/",
    "/cms/knowledge/freshness/",
    "/cms/knowledge/links/",
)
WATCH_SHIFTS: Final = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            const nodes = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120));
            window.shifts.push([entry.value, nodes]);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
CUT_OFF: Final = """() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll("header *, main *, footer *")]
        .filter((element) => {
            const box = element.getBoundingClientRect();
            const isSeen = element.checkVisibility() && box.width > 1 && box.height > 1
                && !element.closest("pre, table, .diff, .visually-hidden");
            return isSeen && (box.right > width + 1 || box.left < -1);
        })
        .filter((element) => !element.matches("svg, svg *, .hero"))
        .map((element) => element.outerHTML.slice(0, 160));
}"""


@pytest.fixture(scope="module")
def long_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A site of its own, where every name, title, tag and text is one long word."""
    folder = tmp_path_factory.mktemp("long-words")
    with running_demo(folder, STOA_DEMO_EMPTY="1") as url:
        made = run_inside(folder, "from tests.e2e.long_words import main; main()")
        yield {"url": url, **json.loads(made[made.index('{"paths"') :].splitlines()[0])}


@pytest.mark.parametrize("role", ["visitor", "member", "expert", "moderator", "editor"])
def test_no_page_grows_wider_than_the_window_whatever_people_write(
    browser: Browser, long_words: dict[str, Any], role: str
) -> None:
    context = browser.new_context(base_url=long_words["url"])
    if role != "visitor":
        session = long_words["sessions"][role]
        context.add_cookies([{"name": "sessionid", "value": session, "url": long_words["url"]}])
    page = context.new_page()
    wide = {}
    for path in (*COMMON, *long_words["paths"]):
        response = page.goto(path)
        assert response is not None
        assert response.status < 500, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if (excess := overflow(page)) > 0:
                wide[f"{path[:80]} at {width}"] = excess, page.evaluate(CUT_OFF)[-2:]
    context.close()
    assert wide == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_vote_that_is_not_allowed_yet_says_what_it_takes(
    browser: Browser, long_words: dict[str, Any], width: int
) -> None:
    context = browser.new_context(
        base_url=long_words["url"], viewport={"width": width, "height": HEIGHT}
    )
    session = long_words["sessions"]["member"]
    context.add_cookies([{"name": "sessionid", "value": session, "url": long_words["url"]}])
    page = context.new_page()
    page.goto(long_words["paths"][0])
    down = page.locator(".vote__button[aria-disabled='true']").last
    hint = page.locator(f"#{down.get_attribute('aria-describedby')}")
    expect(hint).to_be_hidden()
    down.focus()
    expect(hint).to_be_visible()
    expect(hint).to_have_text("From 125 points; you have 1.")
    page.keyboard.press("Enter")
    expect(hint).to_be_visible()
    assert overflow(page) <= 0
    context.close()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("main_page", MAIN_PAGES, ids=PAGE_IDS)
def test_nothing_moves_while_a_page_loads(
    open_page: OpenPage, main_page: MainPage, width: int
) -> None:
    page = open_page(main_page.person, width=width)
    url = main_page.url(page)
    page.add_init_script(WATCH_SHIFTS)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _nodes in shifts) < SHIFT_MAX, shifts


def test_a_page_that_moves_is_noticed(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/questions/")
    page.evaluate("document.querySelector('main').style.marginTop = '9rem'")
    page.wait_for_function("window.shifts.some(([value]) => value > 0.02)")


@pytest.mark.parametrize("main_page", MAIN_PAGES, ids=PAGE_IDS)
def test_text_of_twice_the_size_fits_a_phone(open_page: OpenPage, main_page: MainPage) -> None:
    page = open_page(main_page.person, width=PHONE)
    page.goto(main_page.url(page))
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert overflow(page) <= 0
    assert page.evaluate(CUT_OFF) == []
    for menu in page.locator("details.menu > summary").all():
        menu.click()
        assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("url", ["/", "/kb/", "/search/?q=tent"])
def test_a_search_shows_what_is_typed_at_twice_the_size(open_page: OpenPage, url: str) -> None:
    page = open_page(width=PHONE)
    page.goto(url)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    space = page.locator("main .search-box--large input[name=q]").evaluate(
        "(box) => { const style = getComputedStyle(box); return (box.clientWidth"
        " - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight))"
        " / parseFloat(style.fontSize); }"
    )
    assert space > 5


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("url", ["/", "/kb/"])
def test_suggestions_reach_below_the_part_of_the_page_that_they_belong_to(
    open_page: OpenPage, url: str, width: int
) -> None:
    page = open_page(width=width)
    page.goto(url)
    page.locator("main .search-box--large input[name=q]").press_sequentially("tent")
    links = page.locator("main .suggestions a")
    expect(links.first).to_be_visible()
    under_each = "(links) => links.map((link) => { const box = link.getBoundingClientRect();"
    under_each += " return link.contains(document.elementFromPoint(box.x + box.width / 2,"
    under_each += " box.y + box.height / 2)); })"
    seen = links.evaluate_all(under_each)
    assert seen[:5] == [True] * 5


@pytest.mark.parametrize("width", [320, 375, PHONE, 800, 1024, DESKTOP])
@pytest.mark.parametrize("person", ["", "customer", "moderator"])
@pytest.mark.parametrize("name", ["Stoa", "Tarnhollow Outdoor Equipment & Sons"])
def test_the_controls_share_a_row_with_the_name_of_the_site(
    open_page: OpenPage, person: str, width: int, name: str
) -> None:
    page = open_page(person, width=width)
    page.goto("/questions/")
    page.locator(".site-header__brand > span").evaluate("(span, to) => span.textContent = to", name)
    assert overflow(page) <= 0
    tops = [
        box["y"] + box["height"] / 2
        for part in (".site-header__brand", ".site-header__actions")
        if (box := page.locator(part).bounding_box())
    ]
    assert len(tops) == 2
    assert abs(tops[0] - tops[1]) < 8


def borders(page: Page, selector: str) -> list[str]:
    """The colours under the items of a menu."""
    script = "(items) => items.map((item) => getComputedStyle(item).borderBottomColor)"
    colours: list[str] = page.locator(selector).evaluate_all(script)
    return colours


def test_forced_colours_show_the_current_item_alone(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, forced_colors="active")
    page = context.new_page()
    page.goto("/questions/")
    for menu in (".site-nav__link", ".tabs__item"):
        others = set(borders(page, f"{menu}:not([aria-current])"))
        [current] = borders(page, f"{menu}[aria-current]")
        assert others == {page.evaluate("getComputedStyle(document.body).backgroundColor")}
        assert current not in others
    page.goto("/")
    hero = page.locator(".hero")
    expect(hero).to_have_css("background-image", "none")
    context.close()

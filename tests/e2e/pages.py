"""The main pages, who looks at them, and how to get to those whose URL is not known before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

Find = Callable[[Page], str]

_found: dict[str, str] = {}


def _first_link(listing: str, selector: str) -> Find:
    def find(page: Page) -> str:
        page.goto(listing)
        href = page.locator(selector).first.get_attribute("href")
        assert href, f"{listing} has no {selector}"
        return href

    return find


@dataclass(frozen=True)
class MainPage:
    """A page by name; `find` looks its URL up where it depends on the data."""

    name: str
    path: str = ""
    person: str = ""
    find: Find | None = None
    status: int = 200

    def url(self, page: Page) -> str:
        """Where it is; looked up once."""
        if self.find is None:
            return self.path
        if self.name not in _found:
            _found[self.name] = self.find(page)
        return _found[self.name]


_question = _first_link("/questions/?sort=votes", "main a[href^='/questions/'][href*='-']")
_section = _first_link("/kb/", "main a[href^='/kb/'], main a[href*='/kb/']")
_article = _first_link("/search/?q=tent&kind=article", "main a[href*='/search/open/article/']")


_FOR_BUYERS: Final = "/kb/warranty-repairs/borrow-gear-during-a-repair/"


def _flag(page: Page) -> str:
    page.goto(_question(page))
    href = page.locator("a[href^='/moderation/flag/']").first.get_attribute("href")
    assert href
    return href


MAIN_PAGES: Final = [
    MainPage("home", "/"),
    MainPage("questions", "/questions/"),
    MainPage("questions unanswered", "/questions/?sort=unanswered"),
    MainPage("question", find=_question),
    MainPage("question signed in", person="customer", find=_question),
    MainPage("ask", "/questions/ask/", "customer"),
    MainPage("tags", "/tags/"),
    MainPage("tag", find=_first_link("/tags/", "main a[href^='/tags/']")),
    MainPage("people", "/users/"),
    MainPage("profile", "/users/customer/"),
    MainPage("points", "/users/expert/reputation/"),
    MainPage("leaderboard", "/leaderboard/"),
    MainPage("badges", "/badges/"),
    MainPage("knowledge base", "/kb/"),
    MainPage("section", find=_section),
    MainPage("article", find=_article),
    MainPage("section in Polish", "/kb/stoves-water/?lang=pl"),
    MainPage("translation", "/kb/stoves-water/czyszczenie-filtra-brook/"),
    MainPage("article for buyers", _FOR_BUYERS, "customer"),
    MainPage("article for others", _FOR_BUYERS),
    MainPage("article on paper", "/kb/warranty-repairs/a-zip-that-splits/?view=print"),
    MainPage("search", "/search/?q=tent"),
    MainPage("search without hits", "/search/?q=zzzzqqqq"),
    MainPage("sign in", "/accounts/login/"),
    MainPage("sign up", "/accounts/signup/"),
    MainPage("settings", "/accounts/profile/", "customer"),
    MainPage("notifications", "/notifications/", "customer"),
    MainPage("notification settings", "/notifications/settings/", "customer"),
    MainPage("report", person="customer", find=_flag),
    MainPage("moderation", "/moderation/", "moderator"),
    MainPage("audit log", "/moderation/log/", "moderator"),
    MainPage("proposals", "/knowledge/proposals/", "editor"),
    MainPage("reviews", "/knowledge/reviews/", "expert"),
    MainPage("not found", "/no-such-page/", status=404),
]

"""Every URL that an article points to."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

from community.text.urls import is_external
from kb.models import ArticlePage
from kb.models.links import URL_MAX_LENGTH
from kb.selectors.shared import body_in_language
from kb.text.body import render_body

_FOLLOWED: Final = ("", "http", "https")
_SAFE: Final = "/:?#[]@!$&'()*+,;=%~"


def links_of(article: ArticlePage) -> set[str]:
    """The URLs in a published body, and what its blocks refer to by number.

    What was chosen in the CMS (a page, a document, a picture) is named `model:number`: were it
    gone, the text would no longer show where the link led. URLs too long to be kept are
    left out.
    """
    finder = _Finder()
    finder.feed(str(render_body(body_in_language(article)).html))
    here = article.get_url() or "/"
    urls = {normalise(urljoin(here, found)) for found in finder.found}
    stream = article.body.stream_block
    references = {
        f"{model._meta.label_lower}:{number}"
        for model, number, _model_path, _content_path in stream.extract_references(article.body)
    }
    return {item for item in urls | references if 0 < len(item) <= URL_MAX_LENGTH}


def normalise(url: str) -> str:
    """One spelling for one place: without fragment, in ASCII, our own host left out.

    Empty for what is no place of the web, such as an email address.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except (ValueError, UnicodeError):
        return url
    if parts.scheme.lower() not in _FOLLOWED:
        return ""
    path, query = quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE)
    if is_external(url):
        scheme = parts.scheme or urlsplit(settings.STOA_BASE_URL).scheme
        return urlunsplit((scheme.lower(), host.lower(), path, query, ""))
    return urlunsplit(("", "", path, query, ""))


class _Finder(HTMLParser):
    """Gathers what the text links to and what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "href" or (name == "src" and tag in ("img", "source"))):
                self.found.add(value)

"""An article as lines of plain text, to be compared and counted."""

import re
from html import unescape
from typing import TYPE_CHECKING, Final, Protocol

from django.utils.html import strip_tags

from core.unicode import fold, has_letter, split_words
from kb.text.page_links import linked_pages_known

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

_BREAKS: Final = re.compile(
    r"<br[ /]*>|<(?:ul|ol)[^>]*>|</(?:p|li|h[1-6]|tr|th|dt|dd|summary|pre|figcaption|div)>"
)


class Text(Protocol):
    """What an article is made of."""

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def body(self) -> "StreamValue": ...


def lines_of_html(html: str) -> list[str]:
    """The text of HTML, one line for each paragraph, list item or row; empty ones are left out."""
    text = unescape(strip_tags(_BREAKS.sub("\n", html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


def lines_of_article(article: Text) -> list[str]:
    """What a reader reads: title, summary, body."""
    head = [line for line in (article.title, article.summary) if line]
    with linked_pages_known(article.body):
        return [*head, *lines_of_html(str(article.body.render_as_block()))]


def lines_of_block(block: "StreamValue.StreamChild") -> list[str]:
    return lines_of_html(str(block.render({"show_source_marks": False})))


def words_of(lines: list[str]) -> list[str]:
    """The words in lower case, punctuation left out."""
    return [word for word in split_words(fold("\n".join(lines))) if has_letter(word)]

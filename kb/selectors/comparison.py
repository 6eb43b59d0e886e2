"""What differs between a draft and the answers, or the published version, that it came from."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape
from typing import Final

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

from community.text.diff import DiffLine, diff_lines
from kb.models import ArticlePage, ArticleSource

_LINE_ENDS: Final = re.compile(
    r"</(?:p|li|h\d|tr|div|pre|summary|figcaption|caption|blockquote)>|<br[^>]*>|<hr[^>]*>"
)


@dataclass(frozen=True)
class ComparedSource:
    """An answer beside the draft; `lines` is empty where nothing of it can be compared."""

    source: ArticleSource
    lines: tuple[DiffLine, ...]

    @property
    def is_changed(self) -> bool:
        return any(line.kind != "equal" for line in self.lines)


def compare_source(source: ArticleSource, body: StreamValue) -> ComparedSource:
    """The answer as it reads now against the blocks of the draft that came from it."""
    kept = html_of_blocks(body, source.block_ids)
    lines = diff_lines(text_lines(source.post.body_html), text_lines(kept)) if kept else []
    return ComparedSource(source=source, lines=tuple(lines))


def compare_versions(live: ArticlePage, draft: ArticlePage) -> tuple[DiffLine, ...]:
    """What a draft changes in title, summary and text of the published article."""
    return tuple(diff_lines(_text_of(live), _text_of(draft)))


def _text_of(article: ArticlePage) -> str:
    body = text_lines(article.body.render_as_block({}))
    return "\n".join((article.title, article.summary, body))


def html_of_blocks(body: StreamValue, block_ids: Collection[str]) -> str:
    """Some blocks of a body as readers see them."""
    return "".join(str(child.render({})) for child in body if child.id in block_ids)


def text_lines(html: str) -> str:
    """HTML as plain text with one line for each paragraph, item, row or line of code."""
    text = unescape(strip_tags(_LINE_ENDS.sub("\n", html)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)

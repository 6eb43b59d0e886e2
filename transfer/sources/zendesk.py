"""Read saved JSON responses of the Help Center API of Zendesk Guide.

The source is a folder of saved responses (`articles.json`, `articles_2.json`,
`sections.json`, `categories.json`, `user_segments.json`, `users.json`, `translations.json`), or
one file with several of these lists.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from accounts.models import User
from accounts.roles import EDITORS, EXPERTS, MODERATORS
from community.text.foreign import HtmlRefused, parse_html, text_of
from kb.conversion.context import BadItem, PlacedContext
from kb.conversion.markdown_blocks import RawBlock
from kb.enums import Audience
from transfer.importing.items import (
    BODY_MAX_BYTES,
    UNREAD,
    ImportedArticle,
    ImportedSection,
    ImportFailed,
    NoArticle,
    Part,
    Refuse,
    Source,
    Votes,
    as_bad_item,
)
from transfer.sources.body import html_to_body
from transfer.sources.folder_files import FolderFiles
from transfer.sources.pages_of_lists import incomplete_lists
from transfer.sources.saved_lists import ATTACHMENTS_FOLDER, LISTS, Row, SavedLists

_ARTICLE_URL: Final = re.compile(r"/?hc/(?:[\w-]+/)?(articles|sections|categories)/(\d+)[^/]*")
_ATTACHMENT: Final = re.compile(
    r"/(?:hc/)?(?:[\w-]+/)?article_attachments/(?:token/)?(\w++)/?+(.*)"
)
_HAS_CONTENT: Final = re.compile(
    r"<(?:img|iframe|video|audio|embed|object)\b|(?:^|>)(?:\s|&nbsp;)*+(?!&nbsp;)[^<\s]",
    re.IGNORECASE,
)
_SUMMARY_LENGTH: Final = 400


@dataclass
class ZendeskExport(Source):
    """Reads saved responses of the API, with one file in memory at a time."""

    path: Path
    name: str
    language: str = ""
    _lists: SavedLists = field(init=False)
    _used: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.path = self.path.resolve()
        self._lists = SavedLists(self.path)
        if not self.path.exists():
            raise ImportFailed(f"{self.path} does not exist.")
        if not self._lists.files:
            raise ImportFailed(f"{self.path} holds no JSON files.")
        if not any(True for _row in self._lists.rows("articles")):
            if self._lists.damaged:
                raise ImportFailed(
                    " ".join(f"{k} {why}." for k, why in self._lists.damaged.items())
                )
            raise ImportFailed(
                f"{self.path} holds no list of articles; save the answer of"
                " /api/v2/help_center/articles.json there."
            )

    def count(self) -> int:
        """Return the number of articles and translations."""
        return sum(1 for name in ("articles", "translations") for _row in self._lists.rows(name))

    def hosts(self) -> frozenset[str]:
        """Return the host names of the old help centre."""
        urls = (_parts_of(row).netloc.lower() for row in self._lists.rows("articles"))
        return frozenset(filter(None, urls))

    def sections(self) -> Iterator[ImportedSection]:
        """Yield categories as top sections, then the sections in them."""
        for row in _placed(self._lists.rows("categories")):
            yield _section_of(row, f"categories/{row.get('id')}", "")
        for row in _placed(self._lists.rows("sections")):
            parent = f"categories/{row.get('category_id')}"
            if row.get("parent_section_id"):
                parent = f"sections/{row['parent_section_id']}"
            yield _section_of(row, f"sections/{row.get('id')}", parent)

    def articles(self, refuse: Refuse) -> Iterator[ImportedArticle]:
        """Yield articles in the order of the files, then their translations."""
        for name, why in self._lists.damaged.items():
            refuse(name, BadItem(f"{why}. Save it again and run the same command"))
        for where, what in self._lists.strange.items():
            refuse(where, NoArticle(what))
        sections: dict[str, str] = {}
        bodies: dict[str, str] = {}
        for row in self._lists.rows("articles"):
            key = f"articles/{row.get('id')}"
            number = str(row.get("id"))
            if number in sections:
                self._check_same(row, bodies.get(number), refuse)
                continue
            bodies[number] = _digest_of(row.get("title"), row.get("body"))
            sections[number] = f"sections/{row.get('section_id')}"
            yield from self._tried(row, key, refuse)
        seen: set[str] = set()
        for row in self._lists.rows("translations"):
            section = sections.get(str(row.get("source_id")))
            key = f"articles/{row.get('source_id')}/{row.get('locale')}"
            is_article = str(row.get("source_type", "Article")) == "Article"
            if not is_article:
                kind = str(row.get("source_type")).lower()
                passed = NoArticle("translations of sections and categories are not read")
                refuse(f"{kind}s/{row.get('source_id')}/{row.get('locale')}", passed)
                continue
            if key in seen:
                continue
            if section is None:
                refuse(key, BadItem("the article that it translates is not here"))
                continue
            seen.add(key)
            merged = {**row, "section_id": section.partition("/")[2], "id": row.get("source_id")}
            yield from self._tried(merged, key, refuse)

    @staticmethod
    def _check_same(row: Row, known: str | None, refuse: Refuse) -> None:
        """Skip a page that was saved twice; refuse a second version of an article."""
        if known != _digest_of(row.get("title"), row.get("body")):
            again = f"articles/{row.get('id')} again"
            refuse(again, NoArticle("another version of it was read before; the first one came"))

    def parts(self) -> Iterator[Part]:
        """Yield the use of each file. Attachments without a link to them are unused."""
        known = {self._lists.key_of(path) for path in self._lists.files}
        for path in self._lists.files:
            name = self._lists.key_of(path)
            data = None if name in self._lists.damaged else self._lists.read(path)
            if name in self._lists.damaged:
                continue
            lists = set(data) & {*LISTS, "article"} if isinstance(data, dict) else set()
            if lists:
                yield Part(name, f"its lists were read: {', '.join(sorted(lists))}")
            else:
                yield Part(name, "none of its lists is read", UNREAD)
        if self.path.is_dir():
            files = FolderFiles(self.path)
            files.used = self._used
            yield from files.parts(known)

    def notices(self) -> list[str]:
        """Report the lists that were not saved completely."""
        return list(incomplete_lists(self._lists.files, self._lists.read))

    def blocks(self, article: ImportedArticle, context: PlacedContext) -> list[RawBlock]:
        """Convert an article's HTML to blocks, and report fields that Stoa does not have."""
        if article.extra.get("unknown_segment"):
            context.note("user segment unknown: only maintainers may read it", article.title)
        if article.section not in self._sections:
            context.note("section not in the export", article.section)
        below = self._attached.get(article.key.split("/")[1], [])
        return html_to_body("".join([article.body, *below]), context, title=article.title)

    def simplify_path(self, path: str) -> str:
        """Remove the parts of a URL that depend on the title and the language."""
        if not (found := _ARTICLE_URL.fullmatch(path.rstrip("/"))):
            return path
        ending = "" if found[1] == "articles" else "/_index.md"
        return f"{found[1]}/{found[2]}{ending}"

    def find_file(self, article_key: str, url: str) -> Path | None:
        """Find an attachment in the folder `attachments`, by number or by name."""
        parts = _parts_of({"html_url": url})
        if parts.netloc and parts.netloc.lower() not in self._hosts:
            return None
        found = _ATTACHMENT.fullmatch(parts.path)
        if found is None or not self.path.is_dir():
            return None
        number, name = found.groups()
        folder = self.path / ATTACHMENTS_FOLDER
        for candidate in (f"{number}-{name}", f"{number}/{name}", number, name):
            path = (folder / candidate).resolve()
            if candidate and path.is_relative_to(folder) and path.is_file():
                self._used.add(path.relative_to(self.path).as_posix())
                return path
        return None

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return self.hosts()

    @cached_property
    def _attached(self) -> dict[str, list[str]]:
        """Links to the files attached to articles, by article."""
        found: dict[str, list[str]] = {}
        for row in self._lists.rows("article_attachments"):
            url, name = str(row.get("content_url") or ""), str(row.get("file_name") or "")
            if url and row.get("inline") is False:
                link = f'<p><a href="{escape(url)}">{escape(name or url)}</a></p>'
                found.setdefault(str(row.get("article_id")), []).append(link)
        return found

    @cached_property
    def _sections(self) -> frozenset[str]:
        return frozenset(section.key for section in self.sections())

    @cached_property
    def _segments(self) -> dict[str, Row]:
        return {str(row.get("id")): row for row in self._lists.rows("user_segments")}

    @cached_property
    def _mails(self) -> dict[str, str]:
        return {
            str(row.get("id")): str(row.get("email") or "") for row in self._lists.rows("users")
        }

    def _tried(self, row: Row, key: str, refuse: Refuse) -> Iterator[ImportedArticle]:
        try:
            yield self._article(row, key)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest comes
            refuse(key, as_bad_item(error))

    def _article(self, row: Row, key: str) -> ImportedArticle:
        body = str(row.get("body") or "")
        if len(body.encode()) > BODY_MAX_BYTES:
            raise BadItem(f"the text is larger than {BODY_MAX_BYTES // 1_000_000} MB")
        if not row.get("id") or not row.get("section_id"):
            raise BadItem("it has no id or no section_id")
        if not _HAS_CONTENT.search(body):
            raise NoArticle("it has no text")
        path = _parts_of(row).path
        short = _ARTICLE_URL.match(path)
        audience, extra = self._audience(row)
        if row.get("source_id"):
            extra = {**extra, "translation_of": f"/articles/{row['source_id']}"}
        labels = row.get("label_names")
        return ImportedArticle(
            key=key,
            title=str(row.get("title") or row.get("name") or ""),
            section=f"sections/{row['section_id']}",
            body=body,
            tags=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
            language=str(row.get("locale") or self.language),
            audience=audience,
            owner=self._owner(row),
            live=row.get("draft") in (None, False) and row.get("hidden") in (None, False),
            old_urls=tuple(dict.fromkeys(_urls(path, short))),
            votes=_votes(row),
            dated=_moment(row.get("created_at")),
            extra=extra,
        )

    def _audience(self, row: Row) -> tuple[str, dict[str, Any]]:
        """The audience of an article; with an unknown user segment, nobody may read it."""
        number = row.get("user_segment_id")
        if number is None:
            return Audience.PUBLIC, {}
        segment = self._segments.get(str(number), {})
        if segment.get("built_in") and segment.get("user_type") == "signed_in_users":
            return Audience.MEMBERS, {}
        if segment.get("built_in") and segment.get("user_type") == "staff":
            return Audience.GROUPS, {"audience_groups": [EXPERTS, MODERATORS, EDITORS]}
        name = str(segment.get("name") or "")
        return Audience.GROUPS, {
            "audience_groups": [name] if name else [],
            "unknown_segment": not name,
        }

    def _owner(self, row: Row) -> str:
        mail = self._mails.get(str(row.get("author_id")), "")
        found = User.objects.filter(email=mail).values_list("username", flat=True)
        return found.first() or "" if mail else ""


def _parts_of(row: Row) -> SplitResult:
    """The parts of an article's URL; empty for an invalid URL."""
    try:
        return urlsplit(str(row.get("html_url") or ""))
    except ValueError:
        return urlsplit("")


def _digest_of(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode("utf-8", "replace")).hexdigest()


def _placed(rows: Iterator[Row]) -> list[Row]:
    def place(row: Row) -> int:
        position = row.get("position")
        return position if isinstance(position, int) else 0

    return sorted(rows, key=place)


def _words_of(html: str) -> str:
    """The text of a description; empty if its HTML exceeds a limit."""
    try:
        return " ".join(text_of(parse_html(html)).split())
    except HtmlRefused:
        return ""


def _section_of(row: Row, key: str, parent: str) -> ImportedSection:
    return ImportedSection(
        key=key,
        title=str(row.get("name") or key),
        summary=_words_of(str(row.get("description") or ""))[:_SUMMARY_LENGTH],
        parent=parent,
    )


def _urls(path: str, short: re.Match[str] | None) -> Iterator[str]:
    if path:
        yield path
    if short:
        yield path[: short.end(2)]


def _votes(row: Row) -> Votes:
    total, balance = row.get("vote_count"), row.get("vote_sum")
    if not isinstance(total, int) or not isinstance(balance, int) or abs(balance) > total:
        return Votes()
    helpful = (total + balance) // 2
    return Votes(helpful=helpful, unhelpful=total - helpful)


def _moment(value: Any) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)

"""Tags and what is written about them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from community.models import Tag
from community.models.taxonomy import NAME_MAX_LENGTH
from community.services.tags import find_tags, free_slug
from community.text import html_to_markdown, render_markdown
from community.validation import normalize_tag_name
from core.unicode import fold, shorten
from transfer.stackexchange.errors import BadRow
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage
from transfer.stackexchange.tally import Tally

EXCERPT_KIND: Final = "tag_excerpt"
WIKI_KIND: Final = "tag_wiki"
_TEXT_DONE_KIND: Final = "tag_text"
TAG_TEXT_TYPES: Final = {"4": EXCERPT_KIND, "5": WIKI_KIND}
_TAG_IN_LIST: Final = re.compile(r"[^<>|]+")


def split_tags(tags: str) -> list[str]:
    """Return the names in `<a><b>` or `|a|b|`, each once."""
    names = (_tag_name(name) for name in _TAG_IN_LIST.findall(tags))
    return list(dict.fromkeys(filter(None, names)))


def _tag_name(name: str) -> str:
    return shorten(normalize_tag_name(name), NAME_MAX_LENGTH)


def find_or_make_tags(names: Iterable[str], tally: Tally) -> dict[str, Tag]:
    """Return the tag of each name, synonyms replaced, after making those that are missing."""
    wanted = set(names)
    known = find_tags(wanted)
    tags = {}
    for name in sorted(wanted):
        tag = known.get(fold(name))
        if tag is None:
            tag = known[fold(name)] = Tag.objects.create(name=name, slug=free_slug(name))
            tally.write("tags")
        tags[name] = tag.synonym_of or tag
    return tags


@dataclass(frozen=True, slots=True)
class TagRow:
    """A row of Tags.xml."""

    row: Row
    name: str
    is_reserved: bool
    texts: tuple[tuple[str, str], ...]


class TagStage(FileStage[TagRow]):
    """Tags.xml: makes tags and notes which posts hold their texts."""

    name = "tags"
    file_name = "Tags.xml"
    root = "tags"

    def parse(self, row: Row) -> TagRow:
        """Read the tag."""
        name = _tag_name(row.text("TagName"))
        if not name:
            raise BadRow("TagName is missing")
        texts = tuple(
            (kind, str(row.integer(column, 0) or ""))
            for kind, column in ((EXCERPT_KIND, "ExcerptPostId"), (WIKI_KIND, "WikiPostId"))
        )
        is_reserved = row.text("IsModeratorOnly").lower() == "true"
        return TagRow(row, name, is_reserved, tuple(text for text in texts if text[1]))

    def write(self, batch: list[TagRow], tally: Tally) -> None:
        """Make missing tags; moderators' tags become reserved."""
        present = find_tags(item.name for item in batch)
        tags = find_or_make_tags((item.name for item in batch), tally)
        reserved = []
        for item in batch:
            if fold(item.name) in present:
                tally.skip(item.row, ALREADY_THERE)
            elif item.is_reserved:
                reserved.append(tags[item.name].pk)
        Tag.objects.filter(pk__in=reserved).update(is_reserved=True)
        for kind in (EXCERPT_KIND, WIKI_KIND):
            wanted = {
                old_id: tags[item.name].pk
                for item in batch
                for text_kind, old_id in item.texts
                if text_kind == kind
            }
            known = self.taken(kind, wanted)
            self.remember(kind, [(key, pk) for key, pk in wanted.items() if key not in known])


@dataclass(frozen=True, slots=True)
class TagText:
    """A tag's excerpt or wiki from Posts.xml."""

    row: Row
    kind: str
    old_id: str
    markdown: str
    losses: tuple[str, ...] = ()


class TagTextStage(FileStage[TagText]):
    """Posts.xml, types 4 and 5: what is written about tags; the excerpt comes first."""

    name = "tag texts"
    file_name = "Posts.xml"
    root = "posts"

    def wants(self, row: Row) -> bool:
        """Take excerpts and wikis of tags."""
        return row.text("PostTypeId") in TAG_TEXT_TYPES

    def parse(self, row: Row) -> TagText:
        """Read the text."""
        kind = TAG_TEXT_TYPES[row.text("PostTypeId")]
        losses: list[str] = []
        markdown = html_to_markdown(row.text("Body"), lambda kind, _detail: losses.append(kind))
        return TagText(row, kind, str(row.integer("Id")), markdown, tuple(losses))

    def write(self, batch: list[TagText], tally: Tally) -> None:
        """Put the texts into the descriptions of their tags."""
        done = self.taken(_TEXT_DONE_KIND, [item.old_id for item in batch])
        tag_ids = {
            kind: self.taken(kind, [item.old_id for item in batch if item.kind == kind])
            for kind in (EXCERPT_KIND, WIKI_KIND)
        }
        for item in batch:
            tag_id = tag_ids[item.kind].get(item.old_id)
            if item.old_id in done:
                tally.skip(item.row, ALREADY_THERE)
            elif tag_id is None:
                tally.skip(item.row, "no tag names this text")
            elif not item.markdown:
                tally.skip(item.row, "is empty")
            else:
                _describe(Tag.objects.get(pk=tag_id), item)
                self.remember(_TEXT_DONE_KIND, [(item.old_id, tag_id)])
                tally.write("tag texts")
                for loss in item.losses:
                    tally.note(loss, item.old_id)


def _describe(tag: Tag, item: TagText) -> None:
    parts = [item.markdown, tag.description]
    if item.kind == WIKI_KIND:
        parts.reverse()
    tag.description = "\n\n".join(filter(None, parts))
    tag.description_html = render_markdown(tag.description, trusted=True).html
    tag.save(update_fields=["description", "description_html"])

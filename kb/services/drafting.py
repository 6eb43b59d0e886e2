"""The draft that an accepted answer becomes, or is added to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from community.models import Post, Question
from kb.conversion.markdown_blocks import RawBlock, markdown_to_blocks, new_block
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.models.tree import parent_path
from kb.selectors.promotions import summary_of
from kb.services.articles import create_article, create_section, lock_draft, save_draft, set_body
from kb.services.pictures import Picture, fetch_pictures, keep_pictures
from kb.text.languages import language_choices

if TYPE_CHECKING:
    from accounts.models import User

COMMUNITY_SLUG = "from-the-community"


@dataclass(frozen=True)
class ParsedAnswer:
    """The blocks and the fetched pictures of an answer's Markdown."""

    markdown: str = ""
    blocks: Sequence[RawBlock] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def blocks_of(self, answer: Post) -> list[RawBlock]:
        """Return the blocks of the locked answer, which may have been edited since."""
        if answer.body_markdown == self.markdown:
            return list(self.blocks)
        return markdown_to_blocks(answer.body_markdown)


def parse_answer(answer: Post) -> ParsedAnswer:
    """Parse an answer and fetch its pictures; this waits for other sites, so lock later."""
    blocks = markdown_to_blocks(answer.body_markdown)
    return ParsedAnswer(answer.body_markdown, blocks, fetch_pictures(blocks))


def draft_from_answer(
    *,
    actor: "User",
    answer: Post,
    section: SectionPage | None,
    parsed: ParsedAnswer,
) -> tuple[ArticlePage, list[str]]:
    """A draft article that says what the answer says, and the ids of its blocks."""
    question = answer.question
    blocks = parsed.blocks_of(answer)
    keep_pictures(actor=actor, blocks=blocks, found=parsed.pictures, title=question.title)
    article = create_article(
        actor=actor,
        section=section or section_for_question(question, actor=actor),
        title=question.title,
        summary=summary_of(answer, blocks),
        blocks=blocks,
        tags=list(question.tags.values_list("name", flat=True)),
        language=question.language if question.language in dict(language_choices()) else "",
    )
    return article, [block["id"] for block in blocks]


def append_answer(
    *,
    actor: "User",
    article: ArticlePage,
    answer: Post,
    note: str,
    parsed: ParsedAnswer,
) -> list[str]:
    """Add an answer below an article's latest draft, marked for the editor to work in.

    Returns the ids of the new blocks. What is live does not change.
    """
    draft = lock_draft(article=article, actor=actor)
    blocks = parsed.blocks_of(answer)
    keep_pictures(actor=actor, blocks=blocks, found=parsed.pictures, title=answer.question.title)
    mark = source_mark(answer, note)
    set_body(draft, [*draft.body.get_prep_value(), mark, *blocks])
    save_draft(draft, actor=actor)
    return [block["id"] for block in blocks]


def source_mark(answer: Post, note: str) -> RawBlock:
    """The block that tells an editor where the blocks below it came from."""
    return new_block(
        "source_mark",
        {
            "post": answer.pk,
            "author": answer.author.name,
            "address": answer.get_absolute_url(),
            "note": note,
        },
    )


def section_for_question(question: Question, *, actor: "User") -> SectionPage:
    """Where articles of the same subject are; else the section for what the community wrote."""
    tag_ids = list(question.tags.values_list("pk", flat=True))
    related = ArticlePage.objects.filter(article_tags__tag__in=tag_ids).values_list(
        "path", flat=True
    )
    parents = Counter(parent_path(path) for path in related)
    if parents:
        path = parents.most_common(1)[0][0]
        return SectionPage.objects.get(path=path)
    index = KBIndexPage.objects.get()
    known = index.get_children().filter(slug=COMMUNITY_SLUG).first()
    if known is not None:
        return SectionPage.objects.get(pk=known.pk)
    return create_section(
        actor=actor,
        parent=index,
        title=_("From the community"),
        summary=_("What members worked out together, checked by our experts."),
        slug=COMMUNITY_SLUG,
    )

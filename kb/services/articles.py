"""Writing articles and sections for promotion, the demo shop and imports, without the CMS."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.services.tags import find_tags
from community.validation import normalize_tag_name
from core.errors import Conflict, InvalidInput
from core.unicode import slugify
from kb.conversion.markdown_blocks import RawBlock, markdown_to_blocks
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.models.pages import SECTION_LEVELS
from kb.models.writing import SLUG_MAX_LENGTH
from kb.permissions import check_can_write_articles
from kb.text.languages import default_language

if TYPE_CHECKING:
    from accounts.models import User

_NUMBER_LENGTH = 8


@transaction.atomic
def create_section(
    *,
    actor: "User",
    title: str,
    parent: KBIndexPage | SectionPage | None = None,
    summary: str = "",
    slug: str = "",
    **fields: Any,
) -> SectionPage:
    """Add a published section below the index or another section.

    `fields` are further fields, say `review_days` or `audience`.
    """
    check_can_write_articles(actor)
    parent = parent or KBIndexPage.objects.get()
    parent = type(parent).objects.select_for_update(no_key=True).get(pk=parent.pk)
    if not SectionPage.can_create_at(parent):
        raise Conflict(
            _("Sections can be nested at most %(levels)s levels deep.") % {"levels": SECTION_LEVELS}
        )
    section = SectionPage(
        title=title, summary=summary, slug=free_slug(parent, slug or title), owner=actor, **fields
    )
    _add_below(parent, section)
    return section


@transaction.atomic
def create_article(
    *,
    actor: "User",
    section: SectionPage,
    title: str,
    summary: str,
    body_markdown: str = "",
    blocks: Sequence[RawBlock] | None = None,
    tags: Iterable[str] = (),
    language: str = "",
    keywords: str = "",
    slug: str = "",
    **fields: Any,
) -> ArticlePage:
    """Add a draft to a section; `blocks` as Wagtail stores them, or Markdown.

    `tags` are names of tags that exist; unknown ones are left out, since making a tag is a
    privilege of its own. `fields` are further fields of the article.
    """
    check_can_write_articles(actor)
    section = SectionPage.objects.select_for_update(no_key=True).get(pk=section.pk)
    article = ArticlePage(
        title=title,
        summary=summary,
        keywords=keywords,
        language=language or default_language(),
        slug=free_slug(section, slug or title),
        owner=actor,
        live=False,
        **fields,
    )
    set_body(article, markdown_to_blocks(body_markdown) if blocks is None else blocks)
    article.tags.set(list(find_tags(map(normalize_tag_name, tags)).values()))
    _add_below(section, article)
    article.save_revision(user=actor, log_action=True)
    return article


@transaction.atomic
def revise_article(
    *,
    actor: "User",
    article: ArticlePage,
    blocks: Sequence[RawBlock] | None = None,
    body_markdown: str | None = None,
    **fields: Any,
) -> ArticlePage:
    """Save a new draft version of an article; what is live stays as it is until a review."""
    check_can_write_articles(actor)
    draft = lock_draft(article=article, actor=actor)
    for name, value in fields.items():
        setattr(draft, name, value)
    if body_markdown is not None:
        blocks = markdown_to_blocks(body_markdown)
    if blocks is not None:
        set_body(draft, blocks)
    save_draft(draft, actor=actor)
    return draft


def lock_draft(*, article: ArticlePage, actor: "User") -> ArticlePage:
    """The latest draft of an article, its row locked; refused while others are working on it."""
    current = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    if current.workflow_in_progress:
        raise Conflict(_("This article is being reviewed. Try again after the review."))
    if current.locked and current.locked_by_id != actor.pk:
        raise Conflict(_("Somebody has locked this article for editing."))
    draft: ArticlePage = current.get_latest_revision_as_object()
    if current.live and not current.has_unpublished_changes:
        draft.edit_weight = draft.edit_note = ""  # said of the version that is live now
    return draft


def save_draft(draft: ArticlePage, *, actor: "User") -> None:
    """Write a changed draft as a revision, with field errors in our words."""
    try:
        draft.save_revision(user=actor, log_action=True)
    except ValidationError as error:
        raise InvalidInput(
            _("The article cannot be saved like this."), fields=error.message_dict
        ) from error


def set_body(article: ArticlePage, blocks: Sequence[RawBlock]) -> None:
    """Give an article a body in the form that Wagtail stores."""
    article.body = article.body.stream_block.to_python(list(blocks))


def free_slug(parent: Page, text: str) -> str:
    """A slug for a new page that no sibling uses."""
    base = slugify(text, maximum=SLUG_MAX_LENGTH - _NUMBER_LENGTH) or "article"
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _add_below(parent: Page, page: Page) -> None:
    try:
        parent.add_child(instance=page)
    except ValidationError as error:
        raise InvalidInput(
            _("The page cannot be saved like this."), fields=error.message_dict
        ) from error

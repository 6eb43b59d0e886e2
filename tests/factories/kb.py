"""The knowledge base for tests: made by the services that make it in life."""

from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from community.models import Post
from community.services.answers import edit_answer
from kb.models import (
    ArticlePage,
    ContentCheckTask,
    DriftTask,
    KBIndexPage,
    Promotion,
    SectionPage,
)
from kb.services.articles import create_article, create_section, revise_article
from kb.services.promotion import decide_promotion, propose_promotion
from kb.services.publication import publish_article
from kb.services.review import review_article, submit_for_review
from kb.services.setup import setup_knowledge_base
from kb.services.translations import start_translation
from tests.factories.accounts import UserFactory
from tests.factories.community import answer as make_answer

_numbers = count(1)

BODY = """## Why it sticks

Dirt and wear stiffen the teeth.

## What to do

1. Brush the teeth.
2. Rub candle wax along them.
"""


def kb_site() -> KBIndexPage:
    """The knowledge base as a fresh site has it: index, workflow, editors' rights."""
    if not KBIndexPage.objects.exists():  # after a test that committed, the database is empty
        setup_knowledge_base()
    return KBIndexPage.objects.get()


def editor() -> User:
    return UserFactory(groups=["editors"])


def expert() -> User:
    return UserFactory(groups=["experts"])


def section(title: str = "Tents", **fields: Any) -> SectionPage:
    """A published section; the site is set up where it is not yet."""
    kb_site()
    return create_section(actor=fields.pop("actor", None) or editor(), title=title, **fields)


def draft(**fields: Any) -> ArticlePage:
    """An article that nobody has reviewed."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": f"How to free the stuck zip of tent {number}",
        "summary": "Brush the teeth and rub wax along them.",
        "body_markdown": BODY,
    } | fields
    place = values.pop("section", None) or section(f"Tents {number}")
    return create_article(actor=values.pop("actor", None) or editor(), section=place, **values)


def article(**fields: Any) -> ArticlePage:
    """A published article that an expert has checked; `approve(draft())` goes through a review."""
    reviewer = fields.pop("reviewer", None) or expert()
    return publish(draft(**fields), checked_by=reviewer)


def publish(page: ArticlePage, checked_by: User | None = None) -> ArticlePage:
    """Publish the latest version without a review, as administrators and loaders may."""
    admin = UserFactory(is_superuser=True)
    return publish_article(actor=admin, article=page, verified_by=checked_by or expert())


def many_articles(section: SectionPage, count: int) -> list[ArticlePage]:
    """Published articles straight in the tables, where a test needs hundreds of them."""
    now = timezone.now()
    first = next(_numbers)
    before = Page.objects.child_of(section).count()
    fields = {
        "content_type": ContentType.objects.get_for_model(ArticlePage),
        "locale": section.locale,
        "depth": section.depth + 1,
        "owner": section.owner,
        "live": True,
        "first_published_at": now,
        "last_published_at": now,
    }
    pages = []
    for number in range(1, count + 1):
        title = f"Guide {first}-{number} to tents"
        slug = f"guide-{first}-{number}"
        pages.append(
            ArticlePage(
                title=title,
                draft_title=title,
                slug=slug,
                url_path=f"{section.url_path}{slug}/",
                path=ArticlePage._get_path(section.path, section.depth + 1, before + number),
                summary="Brush the teeth and rub wax along them.",
                **fields,
            )
        )
    rows = [Page(**{f.attname: getattr(p, f.attname) for f in Page._meta.fields}) for p in pages]
    for page, row in zip(pages, Page.objects.bulk_create(rows), strict=True):
        page.page_ptr_id = page.pk = row.pk
        page.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=section.pk).update(numchild=before + count)
    return pages


def promotion(answer: Post | None = None, **fields: Any) -> Promotion:
    """A proposal that waits for an editor."""
    kb_site()
    return propose_promotion(
        actor=fields.pop("actor", None) or expert(),
        answer=answer or make_answer(),
        kind=fields.pop("kind", "create"),
        **fields,
    )


def accept(promotion: Promotion, **fields: Any) -> Promotion:
    """An editor accepts a proposal."""
    return decide_promotion(
        actor=fields.pop("actor", None) or editor(),
        promotion=promotion,
        decision="accept",
        **fields,
    )


def drift() -> DriftTask:
    """An open task: the answer that an article was made from has been edited since."""
    taken = make_answer(body="Rub candle wax along the teeth of the zip, then close it ten times.")
    page = accept(promotion(taken)).article
    assert page is not None
    approve(page)
    edit_answer(actor=taken.author, answer=taken, body="Rub graphite along the teeth of the zip.")
    return DriftTask.objects.get(article=page)


def hand_in(page: ArticlePage, actor: User | None = None) -> ArticlePage:
    """An editor who did not write a draft hands it in, which is the check of its content."""
    if page.workflow_in_progress:
        return page
    return submit_for_review(actor=actor or editor(), article=page)


def change_and_hand_in(draft: Any, actor: User, **fields: Any) -> Any:
    """An editor saves a version of any kind of draft and starts its review, as the CMS does."""
    latest = draft.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=actor)
    draft.refresh_from_db()
    draft.get_workflow().start(draft, actor)
    return type(draft).objects.get(pk=draft.pk)


def approve(page: ArticlePage, reviewer: User | None = None) -> ArticlePage:
    """The latest draft passes both checks: an editor's and an expert's."""
    page = hand_in(ArticlePage.objects.get(pk=page.pk))
    judge = reviewer or expert()
    while page.workflow_in_progress:
        is_content = isinstance(page.current_workflow_task, ContentCheckTask)
        page = review_article(
            actor=editor() if is_content else judge, article=page, action="approve"
        )
    return page


def translate(source: ArticlePage, language: str = "pl", **fields: Any) -> ArticlePage:
    """A published translation."""
    draft = start_translation(actor=editor(), article=source, language=language)
    values = {"title": "Jak uwolnić zamek", "summary": "Wyszczotkuj ząbki."} | fields
    revise_article(actor=editor(), article=draft, **values)
    return publish(draft)


def change(source: ArticlePage, weight: str, note: str = "") -> ArticlePage:
    """A new published version of an article."""
    text = f"## New\n\nThis is different now, {weight} {note}."
    revise_article(
        actor=editor(),
        article=source,
        body_markdown=text,
        edit_weight=weight,
        edit_note=note,
    )
    return approve(source)

"""Whose task it is to check a draft: an editor its content, an expert of its field its truth."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from wagtail.models import Page

from kb.enums import EditWeight
from kb.models.authorship import WRITTEN_ROLES, draft_author_ids
from kb.models.substance import section_of, substance_of
from kb.models.tree import ancestor_paths
from kb.text.plain import lines_of_article
from kb.text.weight import measure_change

if TYPE_CHECKING:
    from accounts.models import User
    from kb.models import ArticlePage
    from kb.models.authorship import Draft

CONTENT_PERMISSION: Final = "kb.decide_promotion"
REVIEW_PERMISSION: Final = "kb.review_article"
MODEL_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
SMALL_FIX_WORDS_MAX: Final = 30
"""More changed words than these need an expert, whatever an editor says of them."""


def field_expert_ids(draft: "Draft") -> set[int]:
    """The experts named for the nearest section above an article; empty where all may judge.

    Experts who wrote the draft do not count: where nobody else is named, any expert may judge.
    """
    path = getattr(draft, "path", "")
    named = experts_by_section(sections_above(path))
    return nearest_experts(path, named) - draft_author_ids(draft)


def sections_above(path: str) -> list[str]:
    """The tree paths above a page, the nearest first."""
    return ancestor_paths(path)[::-1]


def experts_by_section(paths: Iterable[str]) -> dict[str, set[int]]:
    """Who is named for each of the sections, by tree path; one query, others are absent."""
    rows = apps.get_model("kb", "SectionPage").experts.through.objects.filter(
        sectionpage__path__in=list(paths), user__is_active=True
    )
    found: dict[str, set[int]] = {}
    for path, user_id in rows.values_list("sectionpage__path", "user_id"):
        found.setdefault(path, set()).add(user_id)
    return found


def nearest_experts(path: str, named: Mapping[str, set[int]]) -> set[int]:
    """The experts named nearest above a page."""
    return next((named[above] for above in sections_above(path) if above in named), set())


def is_in_field(user: "User", draft: "Draft") -> bool:
    """Whether the person is an expert for this draft; administrators stand in for any."""
    if user.is_superuser:
        return True
    experts = field_expert_ids(draft)
    return not experts or user.pk in experts


def words_come_from_others(draft: "Draft", editor: "User") -> bool:
    """Whether unpublished words of the draft were taken over from somebody else's answer."""
    if draft.get_base_content_type().model != "page":
        return False
    sources = apps.get_model("kb", "ArticleSource").objects.filter(
        article=draft.pk, live=False, role__in=[role.value for role in WRITTEN_ROLES]
    )
    return bool(sources.exclude(post__author=editor).exists())


def has_other_editors(author_ids: set[int]) -> bool:
    """Whether anybody but the authors could check the content."""
    editors = get_user_model().objects.with_perm(CONTENT_PERMISSION, backend=MODEL_BACKEND)
    return bool(editors.filter(is_active=True).exclude(pk__in=author_ids).exists())


def is_small_fix(article: "ArticlePage") -> bool:
    """Whether the latest draft changes little in a published article, and its editor says so.

    For whom it is, where it leads and what it shows is never little: a link is one word, too.
    """
    draft = article.get_latest_revision_as_object()
    if not article.live or draft.edit_weight not in (EditWeight.TYPO, EditWeight.MINOR):
        return False
    if substance_of(article) != substance_of(draft):
        return False
    measure = measure_change(lines_of_article(article), lines_of_article(draft))
    return measure.changed <= SMALL_FIX_WORDS_MAX


def changes_section(section: "Page") -> bool:
    """Whether the latest draft of a section or the front page changes who reads, or the front."""
    page = section.specific
    return bool(page.live) and section_of(page) != section_of(page.get_latest_revision_as_object())

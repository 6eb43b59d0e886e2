"""Which published articles somebody has to look at, and who that is."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from kb.enums import CheckReason
from kb.models import (
    ArticleCheck,
    ArticleFeedback,
    ArticlePage,
    ArticleVerification,
    DriftTask,
    FailedDeflection,
    LinkTarget,
    SectionPage,
)
from kb.models.tree import ancestor_paths, parent_path
from kb.permissions import can_check_article, can_write_articles
from kb.selectors.feedback import VersionVerdict, open_feedback, verdicts_by_version
from kb.selectors.review_schedule import review_days

if TYPE_CHECKING:
    from kb.models.querysets import ArticleQuerySet

SOON: Final = timedelta(days=30)
SHOWN_MAX: Final = 10
MODEL_BACKEND: Final = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


@dataclass(frozen=True)
class MaintenanceView:
    """An article's health on one page."""

    article: ArticlePage
    days: int
    is_overdue: bool
    checks: tuple[ArticleCheck, ...]
    drift: tuple[DriftTask, ...]
    dead_links: tuple[LinkTarget, ...]
    failed_deflections: tuple[FailedDeflection, ...]
    feedback: tuple[ArticleFeedback, ...]
    versions: tuple[VersionVerdict, ...]
    verifications: tuple[ArticleVerification, ...]
    maintainers: tuple[User, ...]
    may_check: bool
    may_hand_over: bool


def articles_to_check(today: datetime.date) -> "ArticleQuerySet":
    """Published articles that are overdue, due soon, undated, doubted or nobody's, by date."""
    return (
        ArticlePage.objects.live()
        .annotate(is_doubted=Exists(_open_checks().filter(article=OuterRef("pk"))))
        .filter(
            Q(review_due__lte=today + SOON)
            | Q(review_due=None)
            | Q(is_doubted=True)
            | Q(owner=None)
            | Q(owner__is_active=False)
        )
        .select_related("owner", "verified_by")
        .prefetch_related(Prefetch("checks", queryset=_open_checks(), to_attr="open_checks"))
        .defer_streamfields()
        .order_by(F("review_due").asc(nulls_last=True), "pk")
    )


def _open_checks() -> QuerySet[ArticleCheck]:
    return ArticleCheck.objects.filter(closed_at=None).order_by("pk")


def sections_with_paths() -> QuerySet[SectionPage]:
    return SectionPage.objects.order_by("path").only("pk", "title", "path", "depth")


def section_titles(articles: Iterable[ArticlePage]) -> dict[str, str]:
    """The title of the section of each article, by the section's path; one query."""
    paths = {parent_path(article.path) for article in articles}
    return dict(SectionPage.objects.filter(path__in=paths).values_list("path", "title"))


def possible_maintainers() -> QuerySet[User]:
    """Who may own an article: those who write or review."""
    people = [
        User.objects.with_perm(permission, include_superusers=True, backend=MODEL_BACKEND)
        for permission in ("kb.decide_promotion", "kb.review_article")
    ]
    ids = {person.pk for group in people for person in group}
    return User.objects.filter(pk__in=ids, is_active=True).order_by("username")


def maintainer_ids(article: ArticlePage) -> list[int]:
    """Who is told what happens to an article: its owner, else its section's, else all editors."""
    owner = article.owner
    if owner is not None and owner.is_active:
        return [owner.pk]
    above = (
        SectionPage.objects.filter(path__in=ancestor_paths(article.path))
        .select_related("owner")
        .order_by("-depth")
    )
    for section in above:
        maintainer = section.owner
        if maintainer is not None and maintainer.is_active and can_write_articles(maintainer):
            return [maintainer.pk]
    editors = User.objects.with_perm(
        "kb.decide_promotion", include_superusers=False, backend=MODEL_BACKEND
    )
    return list(editors.values_list("pk", flat=True))


def get_maintenance(article: ArticlePage, reader: User, today: datetime.date) -> MaintenanceView:
    """Everything that is known about an article's truth."""
    failed = FailedDeflection.objects.filter(article=article).select_related("question")
    drift = DriftTask.objects.filter(article=article, closed_at=None)
    dead = LinkTarget.objects.filter(uses__article=article, failing_since__isnull=False)
    checked = ArticleVerification.objects.filter(article=article).select_related("checked_by")
    may_hand_over = can_write_articles(reader)
    return MaintenanceView(
        article=article,
        days=review_days(article),
        is_overdue=article.is_overdue(today),
        checks=tuple(_open_checks().filter(article=article)),
        drift=tuple(drift.order_by("pk")),
        dead_links=tuple(dead.order_by("address")),
        failed_deflections=tuple(
            failed.filter(question__state="visible").order_by("-created_at")[:SHOWN_MAX]
        ),
        feedback=tuple(open_feedback().filter(article=article).order_by("-updated_at")[:SHOWN_MAX]),
        versions=verdicts_by_version(article),
        verifications=tuple(checked.order_by("-pk")[:SHOWN_MAX]),
        maintainers=tuple(possible_maintainers()) if may_hand_over else (),
        may_check=article.live and can_check_article(reader, article),
        may_hand_over=may_hand_over,
    )


def reasons_of(article: ArticlePage, today: datetime.date) -> list[str]:
    """Why an article of `articles_to_check` is in the queue, in words."""
    checks: list[ArticleCheck] = getattr(article, "open_checks", [])
    reasons = [
        str(CheckReason(check.reason).label)
        for check in checks
        if check.reason != CheckReason.OVERDUE
    ]
    if article.is_overdue(today):
        reasons.insert(0, str(CheckReason.OVERDUE.label))
    elif article.review_due is None:
        reasons.append(_("no date of the next check"))
    elif article.review_due <= today + SOON:
        reasons.append(_("due soon"))
    return reasons

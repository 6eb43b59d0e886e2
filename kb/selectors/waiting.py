"""What waits for one maintainer of the knowledge base, as the front page of the CMS shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community.enums import PostState
from core.time_zones import site_today
from kb.enums import CheckReason, PromotionState
from kb.models import (
    ArticleCheck,
    ArticlePage,
    ArticleTranslation,
    DriftTask,
    FailedDeflection,
    Promotion,
)
from kb.permissions import can_decide_promotions
from kb.selectors.feedback import open_feedback
from kb.selectors.review_queue import DraftLine, list_drafts
from kb.selectors.translations import unseen_changes
from kb.text.languages import language_name

if TYPE_CHECKING:
    from accounts.models import User

SHOWN_MAX: Final = 3
NOTE_CHARS: Final = 80
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class WaitingItem:
    """One thing to do."""

    title: str
    url: str
    note: str


@dataclass(frozen=True)
class WaitingGroup:
    """Things to do of one kind: how many, the first few, and where all of them are.

    `total` counts those of everybody, where others have some, too.
    """

    label: str
    count: int
    total: int
    url: str
    items: tuple[WaitingItem, ...]


@dataclass(frozen=True)
class Maintainer:
    """Whose work it is. Who keeps no article sees the work on all of them."""

    user: "User"
    keeps_articles: bool

    def own(self, lookup: str) -> Q:
        """The rows whose article, found by `lookup`, this person keeps."""
        return Q(**{lookup: self.user}) if self.keeps_articles else Q()

    def url(self, name: str, **query: str) -> str:
        """A list of the CMS, narrowed to this person's articles."""
        if self.keeps_articles:
            query["owner"] = str(self.user.pk)
        return f"{reverse(name)}?{urlencode(query)}"


def waiting_for(user: "User") -> list[WaitingGroup]:
    """Every kind of work, the most urgent kind first; kinds without any work are left out."""
    maintainer = Maintainer(user, ArticlePage.objects.live().filter(owner=user).exists())
    groups = [group for find in KINDS for group in find(maintainer)]
    return [group for group in groups if group.total]


def _reviews(maintainer: Maintainer) -> list[WaitingGroup]:
    """Drafts that this person may judge, and their own that came back."""
    lines = list_drafts(maintainer.user)
    handed_in = [line for line in lines if line.ticket is not None]
    to_judge = [line for line in handed_in if line.may_review]
    sent_back = [line for line in lines if line.is_author and line.sent_back]
    url = reverse("kb:review-list")
    return [
        WaitingGroup(
            label=_("Drafts to review"),
            count=len(to_judge),
            total=len(handed_in),
            url=url,
            items=tuple(_draft(line, maintainer.user) for line in to_judge[:SHOWN_MAX]),
        ),
        WaitingGroup(
            label=_("Your drafts with changes asked for"),
            count=len(sent_back),
            total=len(sent_back),
            url=url,
            items=tuple(_draft(line, maintainer.user) for line in sent_back[:SHOWN_MAX]),
        ),
    ]


def _draft(line: DraftLine, user: "User") -> WaitingItem:
    note = line.section or line.kind
    if line.ticket is not None:
        holder = line.ticket.holder
        note = _("due on %(day)s") % {"day": date_format(line.ticket.due_on, "SHORT_DATE_FORMAT")}
        if holder is not None:
            is_mine = holder.pk == user.pk
            note = (
                _("claimed by you") if is_mine else _("claimed by %(who)s") % {"who": holder.name}
            )
    return WaitingItem(line.title, line.url or reverse("kb:review-list"), note)


def _proposals(maintainer: Maintainer) -> list[WaitingGroup]:
    """Answers that members proposed; only for those who decide."""
    if not can_decide_promotions(maintainer.user):
        return []
    open_ones = Promotion.objects.filter(state=PromotionState.PROPOSED)
    count = open_ones.count()
    oldest = open_ones.select_related("answer__question", "proposed_by")
    oldest = oldest.order_by("proposed_at", "pk")
    return [
        WaitingGroup(
            label=_("Proposed answers"),
            count=count,
            total=count,
            url=reverse("kb:promotion-list"),
            items=tuple(
                WaitingItem(
                    row.answer.question.title,
                    row.get_absolute_url(),
                    _("%(kind)s · by %(who)s, %(day)s")
                    % {
                        "kind": row.get_kind_display(),
                        "who": row.proposed_by.name,
                        "day": date_format(row.proposed_at, "SHORT_DATE_FORMAT"),
                    },
                )
                for row in oldest[:SHOWN_MAX]
            ),
        )
    ]


def _dated(words: str, moment: datetime) -> str:
    return f"{words} · {date_format(moment, 'SHORT_DATE_FORMAT')}"


def _drift(maintainer: Maintainer) -> list[WaitingGroup]:
    """Articles below which an answer moved."""
    tasks = DriftTask.objects.filter(closed_at=None)
    mine = maintainer.own("article__owner")
    first = tasks.filter(mine).select_related("article").defer("article__body")
    return [
        WaitingGroup(
            label=_("Sources that changed"),
            **tasks.aggregate(count=Count("pk", filter=mine), total=Count("pk")),
            url=maintainer.url("kb_drift"),
            items=tuple(
                WaitingItem(
                    task.article.title,
                    task.get_absolute_url(),
                    _dated(task.get_cause_display(), task.opened_at),
                )
                for task in first.order_by("opened_at", "pk")[:SHOWN_MAX]
            ),
        )
    ]


def _doubts(maintainer: Maintainer) -> list[WaitingGroup]:
    """Articles that readers, links or answers speak against."""
    checks = ArticleCheck.objects.filter(closed_at=None, article__live=True)
    checks = checks.exclude(reason=CheckReason.OVERDUE)
    mine = maintainer.own("article__owner")
    counts = checks.aggregate(
        count=Count("article", filter=mine, distinct=True), total=Count("article", distinct=True)
    )
    first = checks.filter(mine).select_related("article").defer("article__body")
    return [
        WaitingGroup(
            label=_("Articles in doubt"),
            **counts,
            url=maintainer.url("kb_freshness", state="doubted"),
            items=tuple(
                WaitingItem(
                    check.article.title,
                    check.get_absolute_url(),
                    _dated(check.get_reason_display(), check.opened_at),
                )
                for check in first.order_by("opened_at", "pk")[:SHOWN_MAX]
            ),
        )
    ]


def _feedback(maintainer: Maintainer) -> list[WaitingGroup]:
    """What readers said and nobody has dealt with."""
    said = open_feedback()
    mine = maintainer.own("article__owner")
    return [
        WaitingGroup(
            label=_("Reader feedback"),
            **said.order_by().aggregate(count=Count("pk", filter=mine), total=Count("pk")),
            url=maintainer.url("kb_feedback"),
            items=tuple(
                WaitingItem(
                    row.article.title,
                    row.get_absolute_url(),
                    Truncator(row.comment or row.get_reason_display()).chars(NOTE_CHARS),
                )
                for row in said.filter(mine).order_by("-updated_at", "-pk")[:SHOWN_MAX]
            ),
        )
    ]


def _overdue(maintainer: Maintainer) -> list[WaitingGroup]:
    """Articles whose day for the next check has passed."""
    articles = ArticlePage.objects.overdue(site_today())
    mine = maintainer.own("owner")
    first = articles.filter(mine).defer_streamfields().order_by("review_due", "pk")
    return [
        WaitingGroup(
            label=_("Overdue for a check"),
            **articles.order_by().aggregate(count=Count("pk", filter=mine), total=Count("pk")),
            url=maintainer.url("kb_freshness", state="overdue"),
            items=tuple(
                WaitingItem(
                    article.title,
                    reverse("kb:article-care", args=[article.pk]),
                    _("since %(day)s")
                    % {"day": date_format(article.review_due, "SHORT_DATE_FORMAT")},
                )
                for article in first[:SHOWN_MAX]
            ),
        )
    ]


def _failed_deflections(maintainer: Maintainer) -> list[WaitingGroup]:
    """Questions of this week that were asked after reading an article."""
    since = timezone.now() - WEEK
    failed = FailedDeflection.objects.filter(
        created_at__gt=since, question__state=PostState.VISIBLE
    )
    mine = maintainer.own("article__owner")
    first = failed.filter(mine).select_related("article", "question").defer("article__body")
    return [
        WaitingGroup(
            label=_("Asked this week after reading"),
            **failed.aggregate(count=Count("pk", filter=mine), total=Count("pk")),
            url=maintainer.url(
                "kb_deflections", created_at_from=timezone.localdate(since).isoformat()
            ),
            items=tuple(
                WaitingItem(row.question.title, row.question.get_absolute_url(), row.article.title)
                for row in first.order_by("-created_at", "-pk")[:SHOWN_MAX]
            ),
        )
    ]


def _translations(maintainer: Maintainer) -> list[WaitingGroup]:
    """Translations that do not say yet what their source says."""
    known = ArticleTranslation.objects.values_list("article", flat=True)
    changes: QuerySet[Any] = unseen_changes(known).order_by()
    articles = ArticlePage.objects.live().filter(pk__in=changes.values("translation_id"))
    mine = maintainer.own("owner")
    first = articles.filter(mine).defer_streamfields().order_by("pk")
    return [
        WaitingGroup(
            label=_("Translations behind their source"),
            **articles.aggregate(count=Count("pk", filter=mine), total=Count("pk")),
            url=f"{reverse('kb_translations')}#to-do",
            items=tuple(
                WaitingItem(
                    article.title,
                    reverse("kb_translation", args=[article.pk]),
                    language_name(article.language),
                )
                for article in first[:SHOWN_MAX]
            ),
        )
    ]


KINDS: Final[tuple[Callable[[Maintainer], list[WaitingGroup]], ...]] = (
    _reviews,
    _drift,
    _doubts,
    _proposals,
    _overdue,
    _feedback,
    _translations,
    _failed_deflections,
)

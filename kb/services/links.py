"""The weekly check of links. Nothing waits for the network inside a transaction."""

import time
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.http_client.client import Answer, ask
from core.http_client.deadline import Deadline
from core.http_client.public_hosts import Unreachable
from kb import signals
from kb.enums import CheckReason, LinkState
from kb.models import ArticleCheck, ArticlePage, LinkTarget, LinkUse
from kb.selectors.article_links import links_of
from kb.selectors.internal_links import internal_link_problem
from kb.services.maintenance import open_check

CHECK_EVERY: Final = timedelta(days=7)
AGAIN_AFTER: Final = timedelta(days=1)
"""A link is dead when it fails twice in a row, this far apart."""

RUN_AT_MOST: Final = timedelta(minutes=10)
PAUSE_SECONDS: Final = 1.0
"""Between two questions to the same host."""

PROBLEM_MAX_LENGTH: Final = 200
_BATCH: Final = 100
TIMEOUT_SECONDS: Final = 15
"""For all that is asked about one URL."""

REDIRECTS_MAX: Final = 5
_REFUSED_FROM: Final = 400
_SERVER_ERROR_FROM: Final = 500
_LOCKED: Final = (401, 403, 405, 407, 429)
"""The server answers but refuses programs: the link is not dead."""


def check_links() -> str:
    """Collect the links of all published articles and check those that are due.

    Runs once a day, so that what failed is asked again a day later; a link that works is asked
    once a week. What a run has no time for comes first in the next one.
    """
    collect_links()
    checked = 0
    last_requests: dict[str, float] = {}
    deadline = time.monotonic() + RUN_AT_MOST.total_seconds()
    for target in list(_due()):
        if time.monotonic() > deadline:
            break
        if target.is_external:
            _wait_for(urlsplit(target.address).netloc, last_requests)
            problem = external_link_problem(target.address)
        else:
            problem = internal_link_problem(target.address)
        record_result(target_id=target.pk, problem=problem)
        checked += 1
    settle_dead_links()
    dead = LinkTarget.objects.filter(state=LinkState.DEAD).count()
    return f"{checked} links checked, {dead} dead"


def _due() -> QuerySet[LinkTarget]:
    now = timezone.now()
    due = LinkTarget.objects.filter(
        Q(checked_at=None)
        | Q(checked_at__lte=now - CHECK_EVERY)
        | Q(failing_since__isnull=False, checked_at__lte=now - AGAIN_AFTER)
    )
    if not settings.STOA_CHECK_LINKS:
        due = due.filter(is_external=False)
    return due.order_by("checked_at", "pk")


def _wait_for(host: str, last_requests: dict[str, float]) -> None:
    """Be polite: not two questions to one host in a breath."""
    since = time.monotonic() - last_requests.get(host, float("-inf"))
    if since < PAUSE_SECONDS:
        time.sleep(PAUSE_SECONDS - since)
    last_requests[host] = time.monotonic()


def collect_links() -> None:
    """Note which articles hold which links; what no published article holds is forgotten."""
    article_ids = list(ArticlePage.objects.live().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(article_ids), _BATCH):
        for article in ArticlePage.objects.filter(pk__in=article_ids[start : start + _BATCH]):
            _collect(article)
    LinkUse.objects.exclude(article__in=ArticlePage.objects.live()).delete()
    LinkTarget.objects.filter(~Exists(LinkUse.objects.filter(target=OuterRef("pk")))).delete()


@transaction.atomic
def _collect(article: ArticlePage) -> None:
    found = links_of(article)
    LinkUse.objects.filter(article=article).exclude(target__address__in=found).delete()
    LinkTarget.objects.bulk_create(
        [LinkTarget(address=item, is_external=":/" in item) for item in sorted(found)],
        ignore_conflicts=True,
    )
    targets = LinkTarget.objects.filter(address__in=found)
    LinkUse.objects.bulk_create(
        [LinkUse(target=target, article=article) for target in targets], ignore_conflicts=True
    )


@transaction.atomic
def record_result(*, target_id: int, problem: str) -> LinkTarget:
    """Store the result of a check. A link is dead after two failures in a row, a day apart."""
    target = LinkTarget.objects.select_for_update(no_key=True).get(pk=target_id)
    now = timezone.now()
    target.checked_at, target.problem = now, problem[:PROBLEM_MAX_LENGTH]
    if not problem:
        target.state, target.failing_since = LinkState.ALIVE, None
    elif target.failing_since is None:
        target.state, target.failing_since = LinkState.FAILING, now
    elif now - target.failing_since >= AGAIN_AFTER:
        target.state = LinkState.DEAD
    target.save(update_fields=["checked_at", "problem", "state", "failing_since"])
    return target


def settle_dead_links() -> None:
    """Doubt the articles that hold a dead link; a doubt whose links are mended is over."""
    dead = LinkUse.objects.filter(target__state=LinkState.DEAD).select_related("target")
    broken: dict[int, list[str]] = {}
    for use in dead.order_by("target__address"):
        broken.setdefault(use.article_id, []).append(use.target.address)
    for article_id, urls in sorted(broken.items()):
        open_check(article_id=article_id, reason=CheckReason.DEAD_LINK, note="\n".join(urls))
    mended = ArticleCheck.objects.filter(reason=CheckReason.DEAD_LINK, closed_at=None).exclude(
        article__in=list(broken)
    )
    for check in mended:
        _close(check)


@transaction.atomic
def _close(check: ArticleCheck) -> None:
    open_still = ArticleCheck.objects.filter(pk=check.pk, closed_at=None)
    if open_still.update(closed_at=timezone.now()):
        signals.article_changed.send(sender=ArticlePage, article_id=check.article_id)


def external_link_problem(url: str) -> str:
    """What is wrong with a URL on another site; empty if somebody answers there."""
    deadline = Deadline(TIMEOUT_SECONDS)
    try:
        for _step in range(REDIRECTS_MAX + 1):
            answer = _ask_briefly(url, deadline)
            if not answer.onward:
                return _verdict(answer.status)
            url = answer.onward
    except Unreachable as reason:
        return str(reason)
    return _("It redirects without end.")


def _verdict(status: int) -> str:
    if status < _REFUSED_FROM or status in _LOCKED:
        return ""
    if status >= _SERVER_ERROR_FROM:
        return _("The server fails (%(status)s).") % {"status": status}
    return _("The server answers %(status)s.") % {"status": status}


def _ask_briefly(url: str, deadline: Deadline) -> Answer:
    """Ask for the head, and for the text, of which nothing is read, only where that is refused."""
    headers = {"User-Agent": f"Stoa link check (+{settings.STOA_BASE_URL})", "Accept": "*/*"}
    answer = ask(url, deadline=deadline, method="HEAD", headers=headers)
    if answer.status >= _REFUSED_FROM:
        answer = ask(url, deadline=deadline, headers=headers)
    return answer

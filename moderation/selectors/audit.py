"""Reading the audit log."""

from dataclasses import dataclass
from typing import Final

from moderation.models import AuditEntry

PAGE_SIZE: Final = 50


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """What to show of the log; empty means everything."""

    action: str = ""
    actor: str = ""
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    entries: list[AuditEntry]
    next_before: int | None


def get_audit_page(*, chosen: AuditFilter, before: int | None = None) -> AuditPage:
    """One page of the log, newest first, after the entry `before`. One query."""
    rows = AuditEntry.objects.select_related(
        "actor", "subject", "question", "post__question", "comment"
    )
    if chosen.action:
        rows = rows.filter(action=chosen.action)
    if chosen.actor:
        rows = rows.filter(actor__username_folded=chosen.actor)
    if chosen.subject:
        rows = rows.filter(subject__username_folded=chosen.subject)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return AuditPage(entries=shown, next_before=shown[-1].pk if len(found) > PAGE_SIZE else None)

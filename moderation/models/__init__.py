"""What moderation keeps: reports, claims of queue items and the log of what was done."""

from moderation.models.audit import AuditEntry
from moderation.models.flag import Claim, Flag

__all__ = ["AuditEntry", "Claim", "Flag"]

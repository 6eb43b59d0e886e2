"""The ledger, its totals, and who holds which badge."""

from gamification.models.badge import BadgeAward
from gamification.models.ledger import ReputationEntry, ReputationTotal

__all__ = ["BadgeAward", "ReputationEntry", "ReputationTotal"]

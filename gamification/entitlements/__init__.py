"""What every source of points is worth now, read from the truth and nothing else.

The same functions serve the single change, the rebuild and the reconcile, so that they cannot
disagree.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from gamification.entitlements.base import Entitlement
from gamification.entitlements.community import (
    entitlements_of_acceptances,
    entitlements_of_removals,
    entitlements_of_votes,
)
from gamification.entitlements.kb import entitlements_of_articles, entitlements_of_promotions
from gamification.enums import SourceKind

EntitlementReader = Callable[[Collection[int] | None], Iterator[Entitlement]]

ENTITLEMENT_READERS: Final[Mapping[SourceKind, EntitlementReader]] = {
    SourceKind.VOTE: entitlements_of_votes,
    SourceKind.ACCEPTANCE: entitlements_of_acceptances,
    SourceKind.REMOVAL: entitlements_of_removals,
    SourceKind.PROMOTION: entitlements_of_promotions,
    SourceKind.ARTICLE: entitlements_of_articles,
}
"""By kind: the entitlements of the given source ids, or of all; worthless ones are left out."""

__all__ = ["ENTITLEMENT_READERS", "Entitlement"]

"""What every source of points is worth now, read from the truth and nothing else.

The same functions serve the single change, the rebuild and the reconcile, so that they cannot
disagree.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from gamification.entitlements.base import Claim
from gamification.entitlements.community import (
    claims_of_acceptances,
    claims_of_removals,
    claims_of_votes,
)
from gamification.entitlements.kb import claims_of_articles, claims_of_promotions
from gamification.enums import SourceKind

ClaimReader = Callable[[Collection[int] | None], Iterator[Claim]]

CLAIM_READERS: Final[Mapping[SourceKind, ClaimReader]] = {
    SourceKind.VOTE: claims_of_votes,
    SourceKind.ACCEPTANCE: claims_of_acceptances,
    SourceKind.REMOVAL: claims_of_removals,
    SourceKind.PROMOTION: claims_of_promotions,
    SourceKind.ARTICLE: claims_of_articles,
}
"""Per kind: all claims of the given source ids, or of everything. Worthless ones are left out."""

__all__ = ["CLAIM_READERS", "Claim"]

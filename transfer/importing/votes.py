"""What readers said of an article before it came here, kept as verdicts without a reader."""

import datetime
import hashlib
from itertools import repeat
from typing import Final

from django.utils import timezone

from kb.models import ArticleFeedback, ArticlePage
from transfer.importing.items import Votes

_BATCH_SIZE: Final = 500
_MAX_VOTES: Final = 20_000
_LONG_AGO: Final = datetime.timedelta(days=365)


def record_votes(
    *, article: ArticlePage, votes: Votes, dated: datetime.datetime | None, key: str
) -> None:
    """Write the votes as of the date they were counted; as old news they alarm nobody."""
    when = dated or timezone.now() - _LONG_AGO
    mark = hashlib.sha256(key.encode()).hexdigest()[:16]
    verdicts = [
        *repeat(True, min(votes.helpful, _MAX_VOTES)),
        *repeat(False, min(votes.unhelpful, _MAX_VOTES)),
    ]
    revision = ArticlePage.objects.values_list("live_revision_id", flat=True).get(pk=article.pk)
    ArticleFeedback.objects.bulk_create(
        [
            ArticleFeedback(
                article=article,
                revision_number=revision or 0,
                visitor=f"imported:{mark}:{number}",
                helpful=helpful,
                created_at=when,
                updated_at=when,
            )
            for number, helpful in enumerate(verdicts)
        ],
        batch_size=_BATCH_SIZE,
    )

"""What people look for: counted by day, text and language, with nothing that tells who asked."""

import datetime
import logging
import re
from typing import Final

from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search.conf import LOG_MAX_ROWS, LOG_RETENTION_DAYS
from search.models import QUERY_MAX_LENGTH, QueryLog, QueryMark

SIGNER: Final = signing.Signer(salt="search.click")
_PERSONAL = re.compile(r"\S@\S|(?<!\S)@\w|://|\d(?:[\s./-]?\d){4,}")
"""A mail address, a name after @, an address of a page, a phone or order number."""

logger = logging.getLogger("stoa.search")


def normalise_query(text: str) -> str:
    """Lower case, single blanks; "" for what may tell who asks, which is not kept at all."""
    if _PERSONAL.search(text):
        return ""
    return " ".join(text.lower().split())[:QUERY_MAX_LENGTH]


def record_query(*, text: str, language: str, results: int) -> int | None:
    """Count a query and return its row's number; a busy database is no reason to fail a search."""
    normal = normalise_query(text)
    if not normal:
        return None
    try:
        with transaction.atomic():
            row, _ = QueryLog.objects.get_or_create(
                day=timezone.localdate(), text=normal, language=language
            )
            QueryLog.objects.filter(pk=row.pk).update(
                count=F("count") + 1,
                zero_count=F("zero_count") + (0 if results else 1),
                result_count=results,
            )
    except DatabaseError as error:
        logger.warning("query not counted: %s", error)
        return None
    return row.pk


def click_token(log_id: int, position: int) -> str:
    """Names a query and the position of a hit; signed, so that nobody makes up clicks."""
    return SIGNER.sign(f"{log_id}.{position}")


def record_click(token: str) -> bool:
    """Count that a hit was opened; whether the token was one of ours."""
    try:
        log_id, position = (int(part) for part in SIGNER.unsign(token).split("."))
    except (signing.BadSignature, ValueError):
        return False
    QueryLog.objects.filter(pk=log_id).update(
        clicks=F("clicks") + 1, click_positions=F("click_positions") + position
    )
    return True


def forget_old_queries() -> int:
    """Delete what is older than the retention time, and the oldest days where rows are too many.

    Returns the number of rows.
    """
    limit = timezone.localdate() - datetime.timedelta(days=LOG_RETENTION_DAYS)
    newest = QueryLog.objects.order_by("-day").values_list("day", flat=True)
    if too_many := newest[LOG_MAX_ROWS : LOG_MAX_ROWS + 1]:
        limit = max(limit, too_many[0])
    QueryMark.objects.filter(marked_on__lt=limit).delete()
    return QueryLog.objects.filter(day__lt=limit).delete()[0]

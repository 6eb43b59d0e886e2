"""What people look for: counted by day, text and language, with nothing that tells who asked."""

import datetime
import logging
import re
import secrets
from typing import Any, Final

from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models import F

from core.time_zones import site_today
from search.conf import LOG_MAX_ROWS, LOG_RETENTION_DAYS, MAX_PAGE, PAGE_SIZE
from search.models import QUERY_MAX_LENGTH, QueryClick, QueryLog, QueryMark

SIGNER: Final = signing.TimestampSigner(salt="search.click")
COUNTED_FOR: Final = datetime.timedelta(days=1)
NONCE_BYTES: Final = 9
MAX_POSITION: Final = PAGE_SIZE * MAX_PAGE
_PERSONAL = re.compile(r"\S@\S|(?<!\S)@\w|://|\d(?:[\s./-]?\d){4,}")
"""An email address, a name after @, a URL of a page, a phone or order number."""

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
    key: dict[str, Any] = {"day": site_today(), "text": normal, "language": language}
    try:
        with transaction.atomic():
            known = QueryLog.objects.filter(**key).values_list("pk", flat=True).first()
            number = known or QueryLog.objects.get_or_create(**key)[0].pk
            QueryLog.objects.filter(pk=number).update(
                count=F("count") + 1,
                zero_count=F("zero_count") + (0 if results else 1),
                result_count=results,
            )
    except DatabaseError as error:
        logger.warning("query not counted: %s", error)
        return None
    return int(number)


def view_token(log_id: int) -> str:
    """Names a query and one view of its results; signed, so that nobody makes up clicks."""
    return SIGNER.sign(f"{log_id}.{secrets.token_urlsafe(NONCE_BYTES)}")


def record_click(token: str, position: int) -> bool:
    """Count that a view of results led to a hit, once; whether the token was one of ours."""
    try:
        log_id, _, view = SIGNER.unsign(token, max_age=COUNTED_FOR).partition(".")
        number = int(log_id)
    except signing.SignatureExpired:
        return True
    except (signing.BadSignature, ValueError):
        return False
    try:
        _count_click(number, view, max(1, min(position, MAX_POSITION)))
    except DatabaseError as error:
        logger.warning("click not counted: %s", error)
    return True


@transaction.atomic
def _count_click(number: int, view: str, position: int) -> None:
    _, is_first = QueryClick.objects.get_or_create(view=view, defaults={"day": site_today()})
    if is_first:
        QueryLog.objects.filter(pk=number).update(
            clicks=F("clicks") + 1, click_positions=F("click_positions") + position
        )


def forget_old_queries() -> int:
    """Delete what is older than the retention time, and the oldest days where rows are too many.

    Returns the number of queries. Views go as soon as their links have ceased to count.
    """
    QueryClick.objects.filter(day__lt=site_today() - 2 * COUNTED_FOR).delete()
    limit = site_today() - datetime.timedelta(days=LOG_RETENTION_DAYS)
    newest = QueryLog.objects.order_by("-day").values_list("day", flat=True)
    if too_many := newest[LOG_MAX_ROWS : LOG_MAX_ROWS + 1]:
        limit = max(limit, too_many[0])
    QueryMark.objects.filter(marked_on__lt=limit).delete()
    return QueryLog.objects.filter(day__lt=limit).delete()[0]

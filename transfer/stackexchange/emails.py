"""Email addresses of imported people, from a file the former host hands over."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import ExternalIdentity
from core.fields import fold_email
from transfer.stackexchange.errors import ImportFailed
from transfer.stackexchange.tally import Tally

BATCH_SIZE: Final = 500
_COLUMNS: Final = 2


def import_emails(path: Path, *, source: str) -> Tally:
    """Give accounts that nobody has claimed the email addresses of a CSV file (old user id, email).

    Only who proves an email address can claim the account. Running it again changes nothing.
    """
    tally = Tally()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = _read(file, tally)
            while batch := dict(islice(lines, BATCH_SIZE)):
                _write(batch, source, tally)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportFailed(f"{path.name} cannot be read: {error}.") from error
    return tally


def _read(file: Iterator[str], tally: Tally) -> Iterator[tuple[str, str]]:
    for line in csv.reader(file):
        tally.read += 1
        if len(line) < _COLUMNS or "@" not in line[1]:
            tally.skipped["no email address in the line"] += 1
            continue
        number, email = line[0].strip(), fold_email(line[1])
        try:
            validate_email(email)
        except ValidationError:
            tally.skipped["not an email address"] += 1
        else:
            yield number, email


@transaction.atomic
def _write(emails: dict[str, str], source: str, tally: Tally) -> None:
    identities = {
        identity.external_id: identity
        for identity in ExternalIdentity.objects.filter(
            source=source, external_id__in=emails, claimed_at=None
        ).select_related("user")
    }
    holders = get_user_model().objects.filter(email__in=set(emails.values()))
    taken = dict(holders.values_list("email", "pk"))
    changed = []
    for number, email in emails.items():
        identity = identities.get(number)
        if identity is None:
            tally.skipped["nobody unclaimed has this number"] += 1
        elif taken.setdefault(email, identity.user_id) != identity.user_id:
            tally.skipped["another account uses the email address"] += 1
        elif identity.user.email == email:
            tally.skipped["was imported before"] += 1
        else:
            identity.user.email = email
            changed.append(identity.user)
    get_user_model().objects.bulk_update(changed, ["email"])
    tally.write("email addresses", len(changed))

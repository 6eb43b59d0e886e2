"""People of a dump: accounts that nobody can sign in to until their owner claims them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import regex
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import ExternalIdentity, User
from community.text import normalize_source, plain_text
from core.unicode import WORD_CHARACTER, fold, lower, plain_forms, shorten
from transfer.stackexchange.rows import Row
from transfer.stackexchange.stages import ALREADY_THERE, FileStage, Import
from transfer.stackexchange.tally import Tally

ANONYMOUS_NAME: Final = "Anonymous"
_NAME_KEY: Final = "name:"
_USERNAME_BASE_LENGTH: Final = 30
_NUMBER_LENGTH: Final = 100
_USERNAME_PARTS: Final = regex.compile(rf"(?:{WORD_CHARACTER}|[.-])+", regex.V1)
_LOOSE_ENDS: Final = re.compile(r"^[.-]+|[.-]+$")


class Person(NamedTuple):
    """Somebody a row speaks of: by number, or only by name where the account was deleted."""

    number: str
    name: str

    @property
    def external_id(self) -> str:
        """Return what identifies the person at the source."""
        return self.number or f"{_NAME_KEY}{self.name[:80]}"


def person_of(row: Row, number: str, name: str) -> Person:
    """Return whom the two attributes of the row speak of; nobody in particular is `Anonymous`."""
    return Person(
        shorten(row.text(number), _NUMBER_LENGTH), _clean_name(row.text(name)) or ANONYMOUS_NAME
    )


def _clean_name(name: str) -> str:
    return shorten(" ".join(normalize_source(name).split()), 80)


class People:
    """Finds the accounts of people of one source, and makes those that are missing."""

    def __init__(self, run: Import) -> None:
        self._source = run.source

    def find(self, external_ids: Iterable[str]) -> dict[str, int]:
        """Return the user ids of the people that are there."""
        identities = ExternalIdentity.objects.filter(
            source=self._source, external_id__in=set(external_ids)
        )
        return dict(identities.values_list("external_id", "user_id"))

    def resolve(self, people: Iterable[Person], tally: Tally) -> dict[Person, int]:
        """Return the user id of each person; those the dump only mentions get an account too."""
        wanted = set(people)
        found = self.find(person.external_id for person in wanted)
        missing = {
            person.external_id: self._placeholder(person)
            for person in sorted(wanted)
            if person.external_id not in found
        }
        found |= self.create(missing)
        tally.write("accounts for people without a profile", len(missing))
        return {person: found[person.external_id] for person in wanted}

    @staticmethod
    def _placeholder(person: Person) -> User:
        is_named = person.name != ANONYMOUS_NAME or not person.number
        return User(display_name=person.name if is_named else f"user{person.number}")

    def create(self, users: dict[str, User]) -> dict[str, int]:
        """Store unsaved users by external id, under names that are free; returns their ids."""
        if not users:
            return {}
        self._name(users)
        for user in users.values():
            user.password = make_password(None)
        created = get_user_model().objects.bulk_create(users.values())
        ExternalIdentity.objects.bulk_create(
            [
                ExternalIdentity(source=self._source, external_id=external_id, user=user)
                for external_id, user in zip(users, created, strict=True)
            ]
        )
        return {key: user.pk for key, user in zip(users, created, strict=True)}

    def _name(self, users: dict[str, User]) -> None:
        candidates = {
            external_id: self._usernames(user.display_name, external_id)
            for external_id, user in users.items()
        }
        taken = _taken_usernames(name for names in candidates.values() for name in names)
        for external_id, user in users.items():
            free = (name for name in candidates[external_id] if fold(name) not in taken)
            user.username = next(free)
            taken.add(fold(user.username))

    def _usernames(self, display_name: str, external_id: str) -> list[str]:
        """Return usernames in order of preference; the last one is nobody else's."""
        base = username_of(display_name) or "user"
        digest = sha256(f"{self._source} {external_id}".encode()).hexdigest()
        number = external_id.lstrip("-") if external_id.lstrip("-").isdecimal() else digest[:6]
        return [base, f"{base}-{number}"[:60], f"{base}-{digest[:24]}"]


def username_of(name: str) -> str:
    """What of a shown name can be a username; may be empty."""
    words = _USERNAME_PARTS.findall(plain_forms(lower(name)))
    return _LOOSE_ENDS.sub("", shorten("-".join(words), _USERNAME_BASE_LENGTH))


def _taken_usernames(candidates: Iterable[str]) -> set[str]:
    users = get_user_model().objects.filter(username_folded__in=set(candidates))
    return set(users.values_list("username_folded", flat=True))


@dataclass(frozen=True, slots=True)
class Profile:
    """A row of Users.xml and the account it makes."""

    row: Row
    external_id: str
    user: User


class PeopleStage(FileStage[Profile]):
    """Users.xml."""

    name = "people"
    file_name = "Users.xml"
    root = "users"

    def parse(self, row: Row) -> Profile:
        """Read the profile."""
        website = row.text("WebsiteUrl").strip()
        number = str(row.integer("Id"))
        user = User(
            display_name=_clean_name(row.text("DisplayName")) or f"user{number}",
            bio=plain_text(normalize_source(row.text("AboutMe")))[:2000],
            location=_clean_name(row.text("Location")),
            website=website if _is_website(website) else "",
            date_joined=row.optional_moment("CreationDate") or timezone.now(),
        )
        return Profile(row, number, user)

    def write(self, batch: list[Profile], tally: Tally) -> None:
        """Make an account for each person that has none."""
        people = People(self.run)
        present = people.find(profile.external_id for profile in batch)
        users: dict[str, User] = {}
        for profile in batch:
            if profile.external_id in present or profile.external_id in users:
                tally.skip(profile.row, ALREADY_THERE)
            else:
                users[profile.external_id] = profile.user
        people.create(users)
        tally.write("accounts", len(users))


def _is_website(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and len(url) <= 200

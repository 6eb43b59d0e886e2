"""Reads for pages and the API."""

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import ApiToken, User
from accounts.profile_registry import profile_facts
from core.errors import NotFound, Text

PEOPLE_PER_PAGE: Final = 36
QUERY_MAX_LENGTH: Final = 80


@dataclass(frozen=True)
class Fact:
    """A labelled value in the head of a profile."""

    name: str
    label: Text
    value: int | str


def get_person(username: str) -> User:
    """Return an active person by name, in any case, or raise NotFound."""
    person = User.objects.filter(is_active=True, username_folded=username).first()
    if person is None:
        raise NotFound()
    return person


def list_facts(person: User) -> list[Fact]:
    """Return what the apps say about a person."""
    return [
        Fact(name=fact.name, label=fact.label, value=fact.load(person)) for fact in profile_facts()
    ]


def list_people(*, query: str = "", page: int | str = 1) -> Page[User]:
    """Return a page of active people by name, those whose name contains `query` if given."""
    people = User.objects.filter(is_active=True).order_by("username")
    query = query.strip()[:QUERY_MAX_LENGTH]
    if query:
        same = Q(username_folded__contains=query) | Q(display_name_folded__contains=query)
        people = people.filter(same)
    return Paginator(people, PEOPLE_PER_PAGE).get_page(page)


def list_tokens(user: User) -> list[ApiToken]:
    """Return the tokens of a person that have not been revoked, newest first."""
    return list(ApiToken.objects.filter(user=user, revoked_at=None))

"""Which fields of pages go into files, and how; every field is named here, or why it is not."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import Group
from wagtail.models import Page

from accounts.models import User
from kb.conversion.context import BadItem, Note
from kb.models import ArticlePage, SectionPage

PageOfOurs = ArticlePage | SectionPage


@dataclass(frozen=True, slots=True)
class Way:
    """How a field is written as plain data and read again; reading may report what is unknown."""

    dump: Callable[[Any], Any]
    load: Callable[[Any, Note], Any]


def _load_text(data: Any, note: Note) -> str:
    return "" if data is None else str(data)


def _load_flag(data: Any, note: Note) -> bool:
    return data is True


def _load_moment(data: Any, note: Note) -> datetime.datetime | None:
    if isinstance(data, str):
        data = datetime.datetime.fromisoformat(data)
    if data is not None and not isinstance(data, datetime.datetime):
        raise BadItem(f"{data} is no time")
    if data is not None and data.tzinfo is None:
        data = data.replace(tzinfo=datetime.UTC)
    return data


def _load_date(data: Any, note: Note) -> datetime.date | None:
    if data is not None and not isinstance(data, datetime.date):
        raise BadItem(f"{data} is no date")
    return data


def _load_number(data: Any, note: Note) -> int | None:
    return data if isinstance(data, int) else None


def _load_key(data: Any, note: Note) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(data)) if data else None
    except ValueError as error:
        raise BadItem(f"{data} is no translation key") from error


def _dump_user(user: User | None) -> str | None:
    return user.username if user else None


def _load_user(data: Any, note: Note) -> User | None:
    found = User.objects.filter(username_folded=str(data)).first() if data else None
    if data and found is None:
        note("person unknown here", str(data))
    return found


def _dump_users(people: Any) -> list[str]:
    return sorted(person.username for person in people.all())


def _load_users(data: Any, note: Note) -> list[User]:
    return [user for name in data or [] if (user := _load_user(name, note))]


def _dump_groups(groups: Any) -> list[str]:
    return sorted(group.name for group in groups.all())


def _load_groups(data: Any, note: Note) -> list[Group]:
    known = {group.name: group for group in Group.objects.filter(name__in=list(data or []))}
    for name in data or []:
        if name not in known:
            note("group unknown here", str(name))
    return list(known.values())


def _as_is(value: Any) -> Any:
    return value


_TEXT: Final = Way(_as_is, _load_text)
_FLAG: Final = Way(_as_is, _load_flag)
_MOMENT: Final = Way(_as_is, _load_moment)
_DATE: Final = Way(_as_is, _load_date)
_NUMBER: Final = Way(_as_is, _load_number)
_KEY: Final = Way(str, _load_key)
_USER: Final = Way(_dump_user, _load_user)
_USERS: Final = Way(_dump_users, _load_users)
_GROUPS: Final = Way(_dump_groups, _load_groups)

MAIN: Final = frozenset({"title", "slug", "summary", "language", "audience", "owner", "live"})
"""Fields that every source has; read into the `ImportedArticle` or `ImportedSection` itself."""

_EVERY_PAGE: Final[dict[str, Way]] = {
    "seo_title": _TEXT,
    "search_description": _TEXT,
    "show_in_menus": _FLAG,
    "audience_groups": _GROUPS,
    "go_live_at": _MOMENT,
    "expire_at": _MOMENT,
}
ARTICLE_FIELDS: Final[dict[str, Way]] = _EVERY_PAGE | {
    "valid_for": _TEXT,
    "edit_weight": _TEXT,
    "edit_note": _TEXT,
}
"""Fields of a version of an article."""
ARTICLE_MAIN: Final = MAIN | {"body", "keywords", "tags", "review_due"}
SECTION_FIELDS: Final[dict[str, Way]] = _EVERY_PAGE | {"review_days": _NUMBER, "experts": _USERS}
AFTERWARDS: Final[dict[str, Way]] = {
    "verified_on": _DATE,
    "verified_by": _USER,
    "first_published_at": _MOMENT,
    "last_published_at": _MOMENT,
    "translation_key": _KEY,
}
"""Fields of a page that belong to no version: written when it has been published."""

NOT_CARRIED: Final[dict[str, str]] = {
    **dict.fromkeys(("id", "page_ptr", "content_type"), "numbers of the database"),
    **dict.fromkeys(("path", "depth", "numchild", "url_path"), "follow from the folder"),
    **dict.fromkeys(
        (
            "latest_revision",
            "live_revision",
            "latest_revision_created_at",
            "has_unpublished_changes",
        ),
        "follow from the versions that are written",
    ),
    **dict.fromkeys(("locked", "locked_at", "locked_by"), "a lock is about work going on here"),
    "draft_title": "follows from the title",
    "expired": "follows from expire_at",
    "locale": "follows from the language",
    "alias_of": "there are no aliases in the knowledge base",
}


def dump_fields(page: PageOfOurs, ways: Mapping[str, Way]) -> dict[str, Any]:
    """The fields of a page as plain data; empty ones are left out."""
    dumped = {name: way.dump(getattr(page, name)) for name, way in ways.items()}
    return {name: value for name, value in dumped.items() if value not in (None, "", [], False)}


def load_fields(data: Mapping[str, Any], ways: Mapping[str, Way], note: Note) -> dict[str, Any]:
    """The values of those fields that the data names; raises `BadItem` for what cannot be."""
    try:
        return {name: way.load(data[name], note) for name, way in ways.items() if name in data}
    except (TypeError, ValueError) as error:
        raise BadItem(f"the front matter holds a value that cannot be ({error})") from error


def set_fields(page: PageOfOurs, values: Mapping[str, Any]) -> None:
    """Give a page its values; sets of people or groups are replaced as a whole."""
    for name, value in values.items():
        if isinstance(value, list):
            getattr(page, name).set(value)
        else:
            setattr(page, name, value)


def write_afterwards(page: PageOfOurs, data: Mapping[str, Any], note: Note) -> None:
    """Write what belongs to no version; a translation key that another page has stays there."""
    names = {field.name for field in page._meta.concrete_fields}
    ways = {name: way for name, way in AFTERWARDS.items() if name in names}
    values = load_fields(data, ways, note)
    key = values.get("translation_key")
    taken = Page.objects.filter(translation_key=key, locale_id=page.locale_id).exclude(pk=page.pk)
    if key is None or taken.exists():
        values.pop("translation_key", None)
    if values:
        type(page).objects.filter(pk=page.pk).update(**values)

"""Who an article is for: the rule, apart from rows and requests.

A page asks something of its readers; what its sections ask holds too, so the stricter wins. Marks
say the same to a search index: a reader may find what bears at least one of the reader's tokens.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db.models import Model, Q

from accounts.roles import VERIFIED_BUYERS
from kb.enums import Audience

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Reader: TypeAlias = User | AnonymousUser

MAINTAINER_PERMISSIONS: Final = ("kb.decide_promotion", "kb.review_article")
EVERYBODY: Final = "everybody"
MAINTAINERS: Final = "maintainers"
MAX_GROUPS: Final = 3
"""As many different groups may have to come together in one reader for a search to find a page.

Where pages inside each other ask for more, who belongs to all of them opens the page by its
URL, and only maintainers find it: tokens grow with every group that has to come together.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one page asks of its readers; `groups` are those of which one is enough."""

    audience: Audience
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ReaderContext:
    """What decides to which audiences a reader belongs; maintainers may read all."""

    signed_in: bool = False
    verified: bool = False
    maintainer: bool = False
    groups: frozenset[int] = frozenset()

    def meets(self, requirement: Requirement) -> bool:
        """Whether one page lets this reader in."""
        if self.maintainer or requirement.audience == Audience.PUBLIC:
            return True
        if requirement.audience == Audience.GROUPS:
            return bool(self.groups & requirement.groups)
        if requirement.audience == Audience.VERIFIED:
            return self.verified
        return self.signed_in

    def meets_all(self, requirements: Iterable[Requirement]) -> bool:
        return all(self.meets(requirement) for requirement in requirements)


VISITOR: Final = ReaderContext()


def reader_context(reader: "Reader") -> ReaderContext:
    """A reader's context; asked of the database once for each request's user."""
    if not reader.is_authenticated:
        return VISITOR
    known: ReaderContext | None = getattr(reader, "_kb_reader_context", None)
    if known is None:
        groups = dict(reader.groups.values_list("pk", "name"))
        known = ReaderContext(
            signed_in=True,
            verified=VERIFIED_BUYERS in groups.values(),
            maintainer=any(map(reader.has_perm, MAINTAINER_PERMISSIONS)),
            groups=frozenset(groups),
        )
        reader._kb_reader_context = known  # type: ignore[attr-defined]
    return known


def refused_pages(context: ReaderContext, model: type[Model]) -> Q:
    """The pages of a model that by themselves do not let this reader in; the twin of `meets`."""
    if context.maintainer:
        return Q(pk__in=[])
    levels = [
        audience
        for audience in (Audience.MEMBERS, Audience.VERIFIED)
        if not context.meets(Requirement(audience))
    ]
    if not context.groups:
        return Q(audience__in=[*levels, Audience.GROUPS])
    through = model.audience_groups.through.objects  # type: ignore[attr-defined]
    mine = through.filter(group__in=context.groups).values(f"{model._meta.model_name}_id")
    return Q(audience__in=levels) | Q(audience=Audience.GROUPS) & ~Q(pk__in=mine)


def reader_tokens(context: ReaderContext) -> tuple[str, ...]:
    """The tokens of a reader: of everything that this person may find."""
    if context.maintainer:
        return (EVERYBODY, MAINTAINERS)
    if not context.signed_in:
        return (EVERYBODY,)
    return (EVERYBODY, *_reader_combinations(context))


def page_tokens(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    """The tokens of a page of which these are asked: one for each way to meet them all."""
    restricting = [one for one in requirements if one.audience != Audience.PUBLIC]
    if not restricting:
        return (EVERYBODY,)
    verified = any(one.audience == Audience.VERIFIED for one in restricting)
    ways: set[frozenset[int]] = {frozenset()}
    for one in restricting:
        if one.audience == Audience.GROUPS:
            ways = {way if way & one.groups else way | {g} for way in ways for g in one.groups}
            ways = {way for way in ways if len(way) <= MAX_GROUPS}
    return (MAINTAINERS, *sorted(_mark(way, verified=verified) for way in ways))


def _reader_combinations(context: ReaderContext) -> Iterator[str]:
    for size in range(MAX_GROUPS + 1):
        for chosen in combinations(sorted(context.groups), size):
            yield _mark(frozenset(chosen), verified=False)
            if context.verified:
                yield _mark(frozenset(chosen), verified=True)


def _mark(groups: frozenset[int], *, verified: bool) -> str:
    parts = [f"group{number}" for number in sorted(groups)]
    if verified:
        parts.insert(0, "verified")
    return "+".join(parts) or "members"

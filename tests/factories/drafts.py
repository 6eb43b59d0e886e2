"""A draft of every kind that is reviewed, handed in, and the people around it."""

from collections.abc import Callable
from typing import Any, Final

from accounts.models import User
from kb.models import SectionPage, SharedText
from kb.services.articles import revise_article
from tests.factories import kb
from tests.factories.accounts import UserFactory

ROLES: Final[dict[str, list[str]]] = {
    "author": ["editors", "experts"],
    "colleague": ["editors"],
    "named": ["experts"],
    "elsewhere": ["experts"],
    "muted": ["experts"],
    "gone": ["experts"],
    "moderator": ["moderators"],
    "member": [],
}
EXPERTS: Final = {"named", "elsewhere", "moderator"}


def review_people() -> dict[str, User]:
    found: dict[str, User] = {
        name: UserFactory(username=name, groups=groups) for name, groups in ROLES.items()
    }
    found["administrator"] = UserFactory(username="administrator", is_superuser=True)
    User.objects.filter(username="gone").update(is_active=False)
    return found


def section_of(people: dict[str, User], *experts: str, parent: Any = None) -> SectionPage:
    page = kb.section("Stoves", actor=people["author"], parent=parent)
    page.experts.set([people[name] for name in experts])
    page.save()
    return page


def an_article(people: dict[str, User]) -> Any:
    section = section_of(people, "named")
    return kb.change_and_hand_in(
        kb.draft(actor=people["colleague"], section=section), people["author"]
    )


def a_change_of_an_article(people: dict[str, User]) -> Any:
    page = kb.article(
        actor=people["author"], section=section_of(people), reviewer=people["elsewhere"]
    )
    revise_article(actor=people["author"], article=page, summary="Use graphite, and no wax.")
    return kb.change_and_hand_in(page, people["author"])


def a_section_for_members(people: dict[str, User]) -> Any:
    return kb.change_and_hand_in(section_of(people), people["author"], audience="members")


def a_section_in_a_field(people: dict[str, User]) -> Any:
    inner = section_of(people, parent=section_of(people, "named", "muted"))
    return kb.change_and_hand_in(inner, people["author"], experts=[people["colleague"]])


def a_section_of_its_only_expert(people: dict[str, User]) -> Any:
    """Where nobody else is named, any expert may judge."""
    inner = section_of(people, parent=section_of(people, "author"))
    return kb.change_and_hand_in(inner, people["author"], slug="burners")


def a_front_page(people: dict[str, User]) -> Any:
    return kb.change_and_hand_in(kb.kb_site(), people["author"], introduction="<p>Ask us.</p>")


def a_shared_text(people: dict[str, User]) -> Any:
    kb.kb_site()
    text = SharedText(title="Gas warning", slug="gas", live=False)
    text.content = [{"type": "text", "value": "<p>Open a window.</p>"}]
    text.save()
    return kb.change_and_hand_in(text, people["author"])


DRAFTS: Final[dict[str, tuple[Callable[[dict[str, User]], Any], set[str]]]] = {
    "an article that an editor handed in for another": (an_article, {"named"}),
    "a change of an article, before its content check": (a_change_of_an_article, {"colleague"}),
    "a section for other readers": (a_section_for_members, EXPERTS),
    "a section within somebody's field": (a_section_in_a_field, {"named"}),
    "a section below one of its author": (a_section_of_its_only_expert, EXPERTS),
    "the front page": (a_front_page, EXPERTS),
    "a shared text, before its content check": (a_shared_text, {"colleague"}),
}

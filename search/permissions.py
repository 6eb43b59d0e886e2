"""Who may see what people search for, and change what searches find: editors."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import AuthenticationRequired, PermissionRefused

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Person = User | AnonymousUser

EDIT_SYNONYMS = "search.change_synonymrule"
SEE_QUERIES = "search.view_querylog"
EDITOR_PERMISSIONS = [
    *(f"search.{verb}_synonymrule" for verb in ("view", "add", "change", "delete")),
    SEE_QUERIES,
]


def can_edit_synonyms(user: "Person") -> bool:
    return user.has_perm(EDIT_SYNONYMS)


def can_see_queries(user: "Person") -> bool:
    return user.has_perm(SEE_QUERIES)


def require_synonym_editor(actor: "Person") -> None:
    """Raise unless the person keeps the synonyms."""
    if not actor.is_authenticated:
        raise AuthenticationRequired(_("Please sign in first."))
    if not can_edit_synonyms(actor):
        raise PermissionRefused(_("Only editors change synonyms."))


def require_query_reader(actor: "Person") -> None:
    """Raise unless the person reads what people search for."""
    if not actor.is_authenticated:
        raise AuthenticationRequired(_("Please sign in first."))
    if not can_see_queries(actor):
        raise PermissionRefused(_("Only editors see what people search for."))

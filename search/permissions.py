"""Who may see what people search for, and change what searches find: editors."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.permissions import allowed_by, check_permission

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


def check_can_edit_synonyms(user: "Person") -> None:
    check_permission(user, EDIT_SYNONYMS, _("Only editors change synonyms."))


can_edit_synonyms = allowed_by(check_can_edit_synonyms)


def check_can_see_queries(user: "Person") -> None:
    check_permission(user, SEE_QUERIES, _("Only editors see what people search for."))


can_see_queries = allowed_by(check_can_see_queries)

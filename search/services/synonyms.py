"""Changing the rules. One at a time: what a change decides on is what is saved."""

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.errors import InvalidInput
from search.models import SwitchedOffSynonyms, SynonymRule, SynonymStamp
from search.permissions import check_can_edit_synonyms
from search.synonyms.builtin import builtin_rules
from search.synonyms.rules import Rule, RuleError, check_together
from search.synonyms.store import MAX_RULES, VERSION_ROW, parse_rule, saved_rules

if TYPE_CHECKING:
    from accounts.models import User


class BadSynonyms(InvalidInput):
    """The rule cannot be used as it is."""

    code = "bad_synonyms"


@transaction.atomic
def save_synonyms(
    *, actor: "User", language: str, text: str, row: SynonymRule | None = None
) -> SynonymRule:
    """Add a rule, or change `row`; in force for the next query of every process."""
    check_can_edit_synonyms(actor)
    _lock_rules()
    rule = check_synonyms(language=language, text=text, row=row)
    is_new = row is None
    saved = row or SynonymRule()
    saved.language, saved.text, saved.updated_by = language, rule.text, actor
    saved.save()
    log(saved, "wagtail.create" if is_new else "wagtail.edit", user=actor, content_changed=True)
    _renew_version()
    return saved


@transaction.atomic
def delete_synonyms(*, actor: "User", row: SynonymRule) -> None:
    """Take a rule out of force."""
    check_can_edit_synonyms(actor)
    _lock_rules()
    log(row, "wagtail.delete", user=actor, deleted=True)
    row.delete()
    _renew_version()


@transaction.atomic
def switch_builtin_synonyms(*, actor: "User", off: Collection[str]) -> None:
    """Leave these built-in rules out, by their keys, and use all others."""
    check_can_edit_synonyms(actor)
    _lock_rules()
    wanted = {rule.key for rule in builtin_rules()} & set(off)
    now_off = set(SwitchedOffSynonyms.objects.values_list("key", flat=True))
    SwitchedOffSynonyms.objects.filter(key__in=now_off - wanted).delete()
    for key in wanted - now_off:
        SwitchedOffSynonyms.objects.create(key=key, switched_off_by=actor)
    if wanted != now_off:
        _renew_version()


def check_synonyms(*, language: str, text: str, row: SynonymRule | None = None) -> Rule:
    """The rule that would be saved; BadSynonyms with a message for its field if it cannot be."""
    if language and language not in settings.STOA_CONTENT_LANGUAGES:
        message = _("Choose a language from the list.")
        raise BadSynonyms(message, fields={"language": [message]})
    others = saved_rules(without=row.pk if row else None)
    try:
        if row is None and len(others) >= MAX_RULES:
            text_of_limit = _("There are %(number)d rules already; delete some that help least.")
            raise RuleError(text_of_limit % {"number": MAX_RULES})
        rule = parse_rule(text, language=language)
        check_together(rule, others)
    except RuleError as error:
        raise BadSynonyms(str(error), fields={"text": [str(error)]}) from error
    return rule


def _lock_rules() -> SynonymStamp:
    SynonymStamp.objects.get_or_create(pk=VERSION_ROW)
    return SynonymStamp.objects.select_for_update(no_key=True).get(pk=VERSION_ROW)


def _renew_version() -> None:
    SynonymStamp.objects.filter(pk=VERSION_ROW).update(value=uuid.uuid4())

"""What moderators decide about reports and about texts that wait for approval."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, InvalidInput
from core.unicode import fold
from moderation.enums import AuditAction, Decision, FlagReason, FlagState
from moderation.models import Claim, Flag
from moderation.permissions import check_can_resolve_flags
from moderation.services.audit import record_decision
from moderation.services.flags import open_flags
from moderation.signals import flags_resolved
from moderation.targets import Target, load_target

if TYPE_CHECKING:
    from accounts.models import User

OUTCOME: Final = {
    Decision.AGREE: (FlagState.AGREED, AuditAction.FLAGS_AGREED),
    Decision.DISAGREE: (FlagState.DISAGREED, AuditAction.FLAGS_DISAGREED),
    Decision.IGNORE: (FlagState.IGNORED, AuditAction.FLAGS_IGNORED),
}


class AlreadyDecided(Conflict):
    """Another moderator was quicker."""

    code = "already_decided"


@transaction.atomic
def resolve_flags(
    *, actor: "User", kind: str, public_id: int, decision: str, note: str = ""
) -> Target:
    """Decide on all open reports of one text: agreeing hides it, disagreeing shows it again.

    What was hidden before, by members' reports or by hand, is hidden for the reporters' reason from
    then on, so that spam costs its author the same whoever hid it first.
    """
    check_can_resolve_flags(actor)
    if decision not in Decision.values:
        text = _("Choose what to do with the reports.")
        raise InvalidInput(text, fields={"decision": [text]})
    choice = Decision(decision)
    target = load_target(kind, public_id)
    flags = list(Flag.objects.select_for_update(no_key=True).filter(open_flags(target)))
    if not flags:
        raise AlreadyDecided(_("Another moderator has already decided on this."))
    before = target.text.state
    _apply(actor, target, choice, _main_reason(flags))
    state, action = OUTCOME[choice]
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(
        state=state, handled_by=actor, handled_at=timezone.now()
    )
    record_decision(action=action, actor_id=actor.pk, target=target, note=note, before=before)
    Claim.objects.filter(post=target.post).delete()
    flags_resolved.send(
        sender=Flag,
        flag_ids=[flag.pk for flag in flags],
        reporter_ids=[flag.reporter_id for flag in flags],
        post_id=target.post.pk,
        comment_id=target.comment.pk if target.comment else None,
        decision=choice,
        actor_id=actor.pk,
    )
    return target


@transaction.atomic
def approve_pending(*, actor: "User", kind: str, public_id: int, note: str = "") -> Target:
    """Publish a text that waited for approval."""
    target = _load_pending(actor, kind, public_id)
    target.kind.restore(actor=actor, target=target, reason=note)
    Claim.objects.filter(post=target.post).delete()
    return target


@transaction.atomic
def reject_pending(
    *, actor: "User", kind: str, public_id: int, reason: str = "", note: str = ""
) -> Target:
    """Keep a text that waited for approval from being published; its author still sees it."""
    target = _load_pending(actor, kind, public_id)
    reason, note = given_reason(reason, note)
    target.kind.hide(actor=actor, target=target, reason=reason or _("Not approved"), note=note)
    Claim.objects.filter(post=target.post).delete()
    return target


@transaction.atomic
def hide_by_hand(
    *, actor: "User", kind: str, public_id: int, reason: str, note: str = ""
) -> Target:
    """Hide a text that nobody reported, or give the reason of what is hidden already.

    Raises `InvalidInput` without a reason, which is one of `FlagReason` or in the note.
    """
    target = load_target(kind, public_id)
    reason, note = given_reason(reason, note)
    if not reason:
        text = _("Give a reason; the author will read it.")
        raise InvalidInput(text, fields={"note": [text]})
    hide = target.kind.confirm or target.kind.hide
    hide(actor=actor, target=target, reason=reason, note=note)
    return target


def given_reason(reason: str, note: str) -> tuple[str, str]:
    """What the author is told, and what is for the log only.

    A note is the reason where none is chosen or it is something else, and a reason of the list
    counts as itself where somebody wrote it out.
    """
    note = note.strip()
    if reason in FlagReason.values and reason != FlagReason.OTHER:
        return reason, note
    plain = fold(note.rstrip(".!"))
    for known in FlagReason:
        if known != FlagReason.OTHER and plain in (known.value, fold(str(known.label))):
            return known.value, ""
    return note, ""


def _load_pending(actor: "User", kind: str, public_id: int) -> Target:
    check_can_resolve_flags(actor)
    target = load_target(kind, public_id)
    if not target.is_pending:
        raise AlreadyDecided(_("Another moderator has already decided on this."))
    return target


def _apply(actor: "User", target: Target, choice: Decision, reason: str) -> None:
    if choice == Decision.AGREE:
        hide = target.kind.confirm or target.kind.hide
        hide(actor=actor, target=target, reason=reason)
    elif choice == Decision.DISAGREE and target.is_hidden:
        target.kind.restore(actor=actor, target=target, reason=reason)
    target.text.refresh_from_db(fields=["state"])


def _main_reason(flags: list[Flag]) -> str:
    """The reason most reporters gave, as its code: the ledger knows spam and rudeness by it."""
    counted = Counter(flag.reason for flag in sorted(flags, key=lambda flag: flag.created_at))
    return counted.most_common(1)[0][0]

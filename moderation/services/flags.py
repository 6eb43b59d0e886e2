"""Reporting a text, and hiding it when enough people did."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.permissions import is_public
from core.errors import Conflict, InvalidInput, NotFound, PermissionRefused
from core.rate_limits import check_rate
from core.unicode import fits
from moderation.conf import REFLAG_AFTER, hide_threshold
from moderation.enums import FlagReason, FlagState
from moderation.models import Flag
from moderation.models.flag import NOTE_MAX_LENGTH
from moderation.permissions import check_can_flag, is_trusted_flagger
from moderation.signals import flag_raised
from moderation.targets import Target, load_target, target_of

if TYPE_CHECKING:
    from accounts.models import User
    from community.models import Comment, Post


class OwnContent(PermissionRefused):
    """Nobody reports what they wrote themselves."""

    code = "own_content"


class AlreadyReported(Conflict):
    """The same person reported the same text before."""

    code = "already_reported"


@transaction.atomic
def flag_post(*, actor: "User", post: "Post", reason: str, note: str = "") -> Flag:
    """Report a question or an answer; may hide it (see `hide_threshold`)."""
    public_id = target_of(post).public_id
    return _raise_flag(actor, load_target(str(post.kind), public_id), reason, note)


@transaction.atomic
def flag_comment(*, actor: "User", comment: "Comment", reason: str, note: str = "") -> Flag:
    """Report a comment; may hide it (see `hide_threshold`)."""
    return _raise_flag(actor, load_target("comment", comment.pk), reason, note)


@transaction.atomic
def flag_target(*, actor: "User", kind: str, public_id: int, reason: str, note: str = "") -> Flag:
    """Report what the public API names as `kind:id`."""
    check_can_flag(actor)
    return _raise_flag(actor, load_target(kind, public_id), reason, note)


def open_flags(target: Target) -> Q:
    """The condition for the open reports of exactly this text."""
    if target.comment is not None:
        return Q(state=FlagState.OPEN, comment=target.comment)
    return Q(state=FlagState.OPEN, post=target.post)


def _raise_flag(actor: "User", target: Target, reason: str, note: str) -> Flag:
    check_can_flag(actor)
    if not is_public(target.text):
        raise NotFound(_("This is no longer there to be reported."))
    if target.author_id == actor.pk:
        raise OwnContent(_("You wrote this yourself: you can edit or delete it instead."))
    note = _clean(reason, note)
    _refuse_repetition(actor, target)
    check_rate(actor_or_key=actor, action="flag")
    flag = Flag.objects.create(
        post=None if target.comment else target.post,
        comment=target.comment,
        reporter=actor,
        reason=reason,
        note=note,
        created_at=timezone.now(),
    )
    flag_raised.send(
        sender=Flag,
        flag_id=flag.pk,
        reporter_id=actor.pk,
        post_id=target.post.pk,
        comment_id=flag.comment_id,
    )
    _hide_if_enough(target)
    return flag


def _clean(reason: str, note: str) -> str:
    """The note to store; raises `InvalidInput` that names the wrong field."""
    note = note.strip()
    if reason not in FlagReason.values:
        text = _("Choose what is wrong with it.")
        raise InvalidInput(text, fields={"reason": [text]})
    if reason == FlagReason.OTHER and not note:
        text = _("Say in a few words what is wrong.")
        raise InvalidInput(text, fields={"note": [text]})
    if not fits(note, NOTE_MAX_LENGTH):
        text = _("Please use at most %(count)d characters.") % {"count": NOTE_MAX_LENGTH}
        raise InvalidInput(text, fields={"note": [text]})
    return note


def _refuse_repetition(actor: "User", target: Target) -> None:
    mine = Flag.objects.filter(reporter=actor)
    mine = mine.filter(comment=target.comment) if target.comment else mine.filter(post=target.post)
    if mine.filter(state=FlagState.OPEN).exists():
        raise AlreadyReported(_("You have already reported this; a moderator will look at it."))
    if mine.filter(handled_at__gt=timezone.now() - REFLAG_AFTER).exists():
        raise AlreadyReported(_("A moderator has just looked at your report of this."))


def _hide_if_enough(target: Target) -> None:
    """Hide without a moderator; the reports stay open, so that one still judges it."""
    flags = Flag.objects.filter(open_flags(target)).select_related("reporter")
    reporters = [flag.reporter for flag in flags]
    limit = hide_threshold()
    enough = len(reporters) >= limit.people or (
        len(reporters) >= limit.people_with_trusted and any(map(is_trusted_flagger, reporters))
    )
    if enough:
        target.kind.hide(actor=None, target=target, reason=_("Reported by several members"))

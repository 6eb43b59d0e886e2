"""Reports over the public API."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from accounts.models import User
from core.errors import AuthenticationRequired, InvalidInput
from core.numbers import parse_int
from moderation.services.flags import flag_target

router: Final = Router(tags=["moderation"])


class FlagIn(Schema):
    """`target` names a text as `question:1`, `answer:2` or `comment:3`."""

    target: str
    reason: str
    note: str = ""


class FlagOut(Schema):
    id: int
    target: str
    reason: str
    state: str


@router.post("/flags", response={201: FlagOut})
def create_flag(request: HttpRequest, body: FlagIn) -> Status[FlagOut]:
    """Report a question, an answer or a comment."""
    if not isinstance(request.user, User):
        raise AuthenticationRequired
    kind, public_id = _parse_target(body.target)
    flag = flag_target(
        actor=request.user, kind=kind, public_id=public_id, reason=body.reason, note=body.note
    )
    made = FlagOut(id=flag.pk, target=body.target, reason=flag.reason, state=flag.state)
    return Status(201, made)


def _parse_target(text: str) -> tuple[str, int]:
    kind, _colon, number = text.partition(":")
    public_id = parse_int(number, default=None)
    if public_id is None:
        message = _("Name the target as question:1, answer:2 or comment:3.")
        raise InvalidInput(message, fields={"target": [message]})
    return kind, public_id

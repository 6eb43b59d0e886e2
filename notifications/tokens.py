"""The signed token in the unsubscribe link of a mail: it names a person and a kind.

It does not expire: an old mail must still be able to stop the next one.
"""

from typing import Final

from django.core import signing

from notifications.kinds import Kind

SALT: Final = "notifications.unsubscribe"


def make_unsubscribe_token(*, user_id: int, kind: Kind) -> str:
    return signing.dumps([user_id, kind.value], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[int, Kind] | None:
    """The person and kind of a token, or None when it is not one of ours."""
    try:
        user_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if kind not in Kind.values:
        return None
    return int(user_id), Kind(kind)

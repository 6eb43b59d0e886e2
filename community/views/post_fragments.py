"""A post drawn once for all who see it alike.

A post's HTML follows from a handful of values. Those are the key under which it is kept in the
process, so nothing has to be invalidated: another score is another key.
"""

import secrets
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from community.forms import CommentForm
from community.selectors.detail import ThreadFacts, VoteHints
from community.selectors.posts import PostView

TEMPLATE: Final = "community/partials/_post.html"
KEPT_POSTS: Final = 1_000
NO_HINTS: Final = VoteHints(up="", down="")
# While a moment is younger than the first, the words for it hold for the second.
WORDS_HOLD: Final = (
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(days=1), timedelta(minutes=5)),
    (timedelta(days=31), timedelta(hours=1)),
)
# Stand where each reader's own values go. Nobody can guess them and write them into a post.
CSRF_PLACEHOLDER: Final = secrets.token_hex(16)
KEY_PLACEHOLDER: Final = secrets.token_hex(16)
UP_PLACEHOLDER: Final = secrets.token_hex(16)
DOWN_PLACEHOLDER: Final = secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused on a post, to be said beside the control: its vote, or its actions."""

    post_id: int
    control: Literal["vote", "actions"]
    text: str


@dataclass(frozen=True, slots=True)
class PostCacheKey:
    """What the HTML of a post depends on; `reputation` and `mark` come from the apps above."""

    post: PostView
    thread: ThreadFacts
    is_member: bool
    may_propose: bool
    reputation: Hashable
    mark: Hashable

    @property
    def url(self) -> str:
        """Where the post stands: a question's thread, an answer's place in it."""
        anchor = "" if self.post.is_question else f"#answer-{self.post.id}"
        return f"{self.thread.url}{anchor}"


def render_post(
    frame: PostCacheKey,
    *,
    csrf_token: Promise | str,
    hints: VoteHints = NO_HINTS,
    comment_form: CommentForm | None = None,
    refusal: Refusal | None = None,
) -> SafeString:
    """The post with its votes, actions and comments; its forms carry the reader's own keys.

    What was refused, a comment or an action, stands in it for its reader alone: never kept.
    """
    if comment_form is None and refusal is None:
        zone = timezone.get_current_timezone_name()
        drawn = _draw(frame, get_language(), zone, _time_bucket(frame.post))
    else:
        drawn = _render(frame, comment_form=comment_form, refusal=refusal)
    if (
        CSRF_PLACEHOLDER in drawn
    ):  # asking for the token sets a cookie, which visitors' pages must not
        drawn = drawn.replace(CSRF_PLACEHOLDER, str(csrf_token)).replace(
            KEY_PLACEHOLDER, str(uuid4())
        )
        drawn = drawn.replace(UP_PLACEHOLDER, escape(hints.up)).replace(
            DOWN_PLACEHOLDER, escape(hints.down)
        )
    return SafeString(drawn)


@lru_cache(maxsize=KEPT_POSTS)
def _draw(frame: PostCacheKey, language: str | None, zone: str, words: int) -> str:
    """Draw in the active `language` and time `zone`, at the time that `words` stands for."""
    return _render(frame)


def _render(
    frame: PostCacheKey, comment_form: CommentForm | None = None, refusal: Refusal | None = None
) -> str:
    return render_to_string(
        TEMPLATE,
        {
            "post": frame.post,
            "post_url": frame.url,
            "thread": frame.thread,
            "user": {"is_authenticated": frame.is_member},
            "may_propose": frame.may_propose,
            "reputation": frame.reputation,
            "mark": frame.mark,
            "comment_form": comment_form,
            "refusal": refusal,
            "hints": VoteHints(up=UP_PLACEHOLDER, down=DOWN_PLACEHOLDER),
            "csrf_token": CSRF_PLACEHOLDER,
            "idempotency_key": KEY_PLACEHOLDER,
        },
    )


def _time_bucket(post: PostView) -> int:
    """Which "two hours ago" holds now: a number that stays while the words do."""
    now = timezone.now()
    age = now - _youngest(post)
    for limit, step in WORDS_HOLD:
        if age < limit:
            return int(now.timestamp() // step.total_seconds())
    return 0


def _youngest(post: PostView) -> datetime:
    moments = (post.created_at, post.edited_at, *(c.created_at for c in post.comments))
    return max(moment for moment in moments if moment is not None)

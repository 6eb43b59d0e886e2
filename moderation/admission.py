"""The first look at a new text: simple rules that say plainly what is wrong.

Nothing here judges by words. Members with `community.post_links_freely` pass; for the others
links are limited, the same text is not taken twice, and while one of their posts waits for
approval the next ones wait too. Until one of their posts is public, what they write with a link (or
all of it, by `STOA_HOLD_FIRST_POSTS`) waits for a moderator.
"""

import re
from typing import Final

from bs4 import BeautifulSoup
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.admission import Submission, Verdict
from community.enums import PostState
from community.models import Comment, Post
from community.text import render_inline, render_markdown
from community.text.urls import is_external
from core.errors import Conflict, InvalidInput
from moderation.conf import HOLD_LINKS, HOLD_NONE, LINKS_OF_NEW_MEMBERS, REPEATED_TEXT_WINDOW

SPELLED: Final = re.compile(r"(?:https?://|\bwww\.)[^\s)>\]\"']+", re.IGNORECASE)
URL_ATTRIBUTES: Final = (("a", "href"), ("img", "src"))


class RepeatedText(Conflict):
    """The same person sent exactly the same text a short while ago."""

    code = "repeated_text"


def count_links(html: str) -> int:
    """How many different places outside this site a rendered text leads to or spells out."""
    found = BeautifulSoup(html, "html.parser")
    links = {
        str(tag[name]).replace("\\", "/")  # as browsers read it
        for kind, name in URL_ATTRIBUTES
        for tag in found.find_all(kind, attrs={name: True})
    }
    for tag in found.find_all(["code", "a"]):
        tag.decompose()
    spelled = {link.rstrip(".,;:!?") for link in SPELLED.findall(found.get_text(" "))}
    return len({link.rstrip("/").lower() for link in links if is_external(link)} | spelled)


def check_new_content(submission: Submission) -> Verdict:
    """Refuse too many links and repeated texts, hold what follows an unapproved post."""
    actor = submission.actor
    if actor.has_perm("community.post_links_freely") or actor.has_perm("community.moderate"):
        return Verdict.ADMIT
    if not submission.is_edit:
        _refuse_repetition(submission)
    links = count_links(_rendered(submission))
    if links > LINKS_OF_NEW_MEMBERS:
        text = ngettext(
            "New members can post %(count)d link at most.",
            "New members can post %(count)d links at most.",
            LINKS_OF_NEW_MEMBERS,
        ) % {"count": LINKS_OF_NEW_MEMBERS}
        raise InvalidInput(text, fields={"body": [text]})
    if not submission.is_edit and (
        _has_unapproved(submission) or _is_held_first(submission, links)
    ):
        return Verdict.HOLD
    return Verdict.ADMIT


def _rendered(submission: Submission) -> str:
    render = render_inline if submission.kind == "comment" else render_markdown
    return render(submission.body).html


def _has_unapproved(submission: Submission) -> bool:
    return Post.objects.filter(author=submission.actor, state=PostState.PENDING).exists()


def _is_held_first(submission: Submission, links: int) -> bool:
    """Whether the text of somebody who has nothing public yet waits for a moderator."""
    held = settings.STOA_HOLD_FIRST_POSTS
    if held == HOLD_NONE or (held == HOLD_LINKS and not links):
        return False
    return not Post.objects.visible().filter(author=submission.actor).exists()


def _refuse_repetition(submission: Submission) -> None:
    since = timezone.now() - REPEATED_TEXT_WINDOW
    mine = Q(author=submission.actor, created_at__gt=since)
    if submission.kind == "comment":
        is_repeated = Comment.objects.filter(mine, body=submission.body).exists()
    else:
        posts = Post.objects.filter(mine, kind=submission.kind, body_markdown=submission.body)
        is_repeated = posts.exists()
    if is_repeated:
        raise RepeatedText(_("You have already posted exactly this text."))

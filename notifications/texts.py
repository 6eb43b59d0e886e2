"""The title of a notification: the line in the list and the subject of the mail.

A row of a kind stands for a case, which is the notification's variant unless `CASES` says
otherwise; the row `""` stands for all others.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.writing import isolate
from notifications.kinds import Kind
from notifications.models import Notification


def _own_question(row: Notification) -> str:
    return "own" if row.question and row.user_id == row.question.author_id else ""


def _kind_of_post(row: Notification) -> str:
    return row.post.kind if row.post else ""


CASES: Final[Mapping[Kind, Callable[[Notification], str]]] = {
    Kind.ANSWER: _own_question,
    Kind.COMMENT: lambda row: row.variant if row.variant == "reply" else _kind_of_post(row),
    Kind.EDIT: lambda row: "comment" if row.comment_id else _kind_of_post(row),
    Kind.MODERATION: lambda row: f"comment {row.variant}" if row.comment_id else row.variant,
    Kind.REVIEW: lambda row: row.variant if row.article else f"change {row.variant}",
}

ABOUT_ARTICLES: Final = frozenset(
    {Kind.ARTICLE, Kind.MAINTENANCE, Kind.DRIFT, Kind.FEEDBACK, Kind.REVIEW, Kind.TRANSLATION}
)

TITLES: Final[Mapping[Kind, Mapping[str, Promise]]] = {
    Kind.ACCEPTED: {
        "for_asker": _("Your question was marked as solved: %(title)s"),
        "": _("Your answer was accepted: %(title)s"),
    },
    Kind.ANSWER: {
        "own": _("%(name)s answered your question: %(title)s"),
        "": _("%(name)s answered a question you follow: %(title)s"),
    },
    Kind.ARTICLE: {"": _("The advice in “%(title)s” has changed")},
    Kind.BADGE: {"": _("You earned a badge: %(badge)s")},
    Kind.MAINTENANCE: {"": _("“%(title)s” needs a check")},
    Kind.COMMENT: {
        "reply": _("%(name)s replied where you commented: %(title)s"),
        "question": _("%(name)s commented on your question: %(title)s"),
        "": _("%(name)s commented on your answer: %(title)s"),
    },
    Kind.DRIFT: {"": _("A source answer changed: “%(title)s”")},
    Kind.EDIT: {
        "comment": _("%(name)s edited your comment: %(title)s"),
        "question": _("%(name)s edited your question: %(title)s"),
        "": _("%(name)s edited your answer: %(title)s"),
    },
    Kind.FEEDBACK: {
        "done": _("Done: what you said about “%(title)s”"),
        "planned": _("Planned: what you said about “%(title)s”"),
        "": _("An editor replied to what you said about “%(title)s”"),
    },
    Kind.MENTION: {"": _("%(name)s mentioned you: %(title)s")},
    Kind.MODERATION: {
        "report_agreed": _("A moderator agreed with your report"),
        "report_disagreed": _("A moderator reviewed your report and kept the text"),
        "report_ignored": _("A moderator closed your report"),
        "closed": _("Your question was closed: %(title)s"),
        "reopened": _("Your question was reopened: %(title)s"),
        "locked": _("Your question was locked: %(title)s"),
        "unlocked": _("Your question was unlocked: %(title)s"),
        "comment hidden": _("Your comment was hidden: %(title)s"),
        "comment deleted": _("Your comment was deleted by a moderator: %(title)s"),
        "comment approved": _("Your comment was approved: %(title)s"),
        "comment pending": _("Your comment waits for a moderator: %(title)s"),
        "comment": _("Your comment is visible again: %(title)s"),
        "hidden": _("Your post was hidden: %(title)s"),
        "confirmed": _("A moderator agreed that your post stays hidden: %(title)s"),
        "deleted": _("Your post was deleted by a moderator: %(title)s"),
        "approved": _("Your post was approved: %(title)s"),
        "pending": _("Your post waits for a moderator: %(title)s"),
        "": _("Your post is visible again: %(title)s"),
    },
    Kind.PROMOTION: {
        "proposed": _("Your answer was proposed for the knowledge base: %(title)s"),
        "accepted": _("An answer is becoming an article: %(title)s"),
        "published": _("Published in the knowledge base: %(title)s"),
        "": _("An answer was not added to the knowledge base: %(title)s"),
    },
    Kind.PROPOSAL: {"": _("%(name)s proposes an answer for the knowledge base: %(title)s")},
    Kind.QUESTION: {"": _("%(name)s asks: %(title)s")},
    Kind.REVIEW: {
        "requested": _("An article waits for your review: %(title)s"),
        "overdue": _("A review is due: %(title)s"),
        "approved": _("Your article was approved: %(title)s"),
        "change requested": _("A change waits for your review: %(title)s"),
        "change overdue": _("A review is due: %(title)s"),
        "change approved": _("Your change was approved: %(title)s"),
        "change": _("Your change needs more work: %(title)s"),
        "": _("Your article needs changes: %(title)s"),
    },
    Kind.TRANSLATION: {"": _("The source of your translation “%(title)s” has changed")},
}


def title_of(row: Notification) -> str:
    """Say what happened in the language that is active."""
    kind = Kind(row.kind)
    if (kind, row.variant) == (Kind.MAINTENANCE, "digest"):
        count = row.data["count"]
        text = ngettext(
            "%(number)s article waits for your check",
            "%(number)s articles wait for your check",
            count,
        )
        return text % {"number": count}
    case = CASES[kind](row) if kind in CASES else row.variant
    texts = TITLES[kind]
    title = next(texts[name] for name in (case, case.partition(" ")[0], "") if name in texts)
    return " ".join(str(title % _words_of(row)).split())


def _words_of(row: Notification) -> dict[str, str]:
    return {
        "name": isolate(row.actor.name) if row.actor else "",
        "title": isolate(_subject_of(row)),
        "badge": gettext(row.data["name"]) if row.kind == Kind.BADGE else "",
    }


def _subject_of(row: Notification) -> str:
    """The title of what it tells of: of an article where it is about one, else of a thread."""
    is_published = (row.kind, row.variant) == (Kind.PROMOTION, "published")
    if row.article and (row.kind in ABOUT_ARTICLES or is_published):
        return str(row.article.title)
    if row.kind in ABOUT_ARTICLES:
        return str(row.data.get("title", ""))
    return row.question.title if row.question else ""

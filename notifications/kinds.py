"""What people can be told about: one row per kind that they can switch on and off.

The title of a notification is a row of `notifications.texts.TITLES`, the sentence below it the
template `notifications/kinds/<kind>.txt`.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ANSWER = "answer", _("Answers")
    COMMENT = "comment", _("Comments")
    MENTION = "mention", _("Mentions")
    ACCEPTED = "accepted", _("Accepted answers")
    QUESTION = "question", _("New questions")
    EDIT = "edit", _("Edits of your posts")
    PROMOTION = "promotion", _("Knowledge base")
    BADGE = "badge", _("Badges")
    MODERATION = "moderation", _("Moderation")
    PROPOSAL = "proposal", _("Proposed answers")
    REVIEW = "review", _("Article reviews")
    DRIFT = "drift", _("Answers below articles")
    MAINTENANCE = "care", _("Articles to check")
    ARTICLE = "article", _("Changed articles")
    TRANSLATION = "translation", _("Translations")
    FEEDBACK = "feedback", _("Your feedback")


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """How a kind behaves until a person decides otherwise.

    `permission`: only its holders are offered the switch. `any_reader`: the row may be told even
    where the post itself is no longer readable, because it is about just that. `names_actor`: it
    says who did it; moderators act for the site.
    """

    description: Promise
    in_app: bool = True
    email: bool = True
    permission: str = ""
    any_reader: bool = False
    names_actor: bool = True


RULES: Final[dict[Kind, KindRule]] = {
    Kind.ANSWER: KindRule(
        description=_("Someone answers a question you follow, such as your own.")
    ),
    Kind.COMMENT: KindRule(
        description=_("Someone comments on your post, or replies where you commented.")
    ),
    Kind.MENTION: KindRule(description=_("Someone mentions you.")),
    Kind.ACCEPTED: KindRule(description=_("Your answer is accepted as the solution.")),
    Kind.QUESTION: KindRule(
        description=_("Someone asks a question with a tag you follow."), email=False
    ),
    Kind.EDIT: KindRule(description=_("Someone else edits your question, answer or comment.")),
    Kind.PROMOTION: KindRule(
        description=_("Your answer is on its way into the knowledge base, or has arrived.")
    ),
    Kind.BADGE: KindRule(description=_("You earn a badge."), email=False),
    Kind.MODERATION: KindRule(
        description=_("A moderator acts on your post or on your report."),
        any_reader=True,
        names_actor=False,
    ),
    Kind.PROPOSAL: KindRule(
        description=_("An answer is proposed for the knowledge base."),
        permission="kb.decide_promotion",
    ),
    Kind.REVIEW: KindRule(
        description=_("A draft waits for your review, or yours was reviewed."),
        permission="wagtailadmin.access_admin",
    ),
    Kind.DRIFT: KindRule(
        description=_("An answer that your article was made from changes or is contradicted."),
        permission="wagtailadmin.access_admin",
    ),
    Kind.MAINTENANCE: KindRule(
        description=_("Your articles are due for a check: once a week, or when readers doubt one."),
        permission="wagtailadmin.access_admin",
    ),
    Kind.ARTICLE: KindRule(
        description=_("The advice changes in an article made from a question of yours."),
    ),
    Kind.FEEDBACK: KindRule(
        description=_("Editors answer what you said under an article, or act on it."),
    ),
    Kind.TRANSLATION: KindRule(
        description=_("The source of a translation that you keep changes."),
        permission="wagtailadmin.access_admin",
    ),
}


KINDS_OF_THREADS: Final = (
    Kind.ANSWER,
    Kind.COMMENT,
    Kind.MENTION,
    Kind.ACCEPTED,
    Kind.QUESTION,
    Kind.EDIT,
    Kind.MODERATION,
)
"""What a person knows who has the thread before them."""

"""The closed sets of values that rows of the knowledge base may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read an article."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("people who are signed in")


class PromotionKind(models.TextChoices):
    """What the proposer wants to happen with the answer."""

    CREATE = "create", _("make a new article")
    UPDATE = "update", _("update an article")
    MERGE = "merge", _("merge into an article")
    CONTRADICT = "contradict", _("contradicts an article")


class PromotionState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("in work")
    DECLINED = "declined", _("declined")
    PUBLISHED = "published", _("published")


OPEN_STATES = (PromotionState.PROPOSED, PromotionState.ACCEPTED)


class Decision(models.TextChoices):
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")


class ReviewAction(models.TextChoices):
    APPROVE = "approve", _("approve and publish")
    REJECT = "reject", _("ask for changes")


class SourceRole(models.TextChoices):
    """What an answer is to the article it is linked with."""

    ORIGIN = "origin", _("written from")
    UPDATE = "update", _("updated with")
    MERGE = "merge", _("merged from")
    CONTRADICTS = "contradicts", _("contradicted by")
    REFERENCE = "reference", _("see also")


class CheckReason(models.TextChoices):
    """Why an article needs the eyes of its keepers."""

    OVERDUE = "overdue", _("its review date has passed")
    CONTRADICTED = "contradicted", _("an answer contradicts it")


class FeedbackReason(models.TextChoices):
    """Why a reader found, or did not find, what they needed."""

    SOLVED = "solved", _("It solved my problem")
    CLEAR = "clear", _("It is easy to understand")
    INACCURATE = "inaccurate", _("It is wrong or out of date")
    UNCLEAR = "unclear", _("It is hard to understand")
    INCOMPLETE = "incomplete", _("Something is missing")
    NOT_MINE = "not_mine", _("It is not about my problem")


HELPFUL_REASONS = (FeedbackReason.SOLVED, FeedbackReason.CLEAR)
UNHELPFUL_REASONS = (
    FeedbackReason.INACCURATE,
    FeedbackReason.UNCLEAR,
    FeedbackReason.INCOMPLETE,
    FeedbackReason.NOT_MINE,
)

"""The closed sets of values that rows of the knowledge base may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read a section's articles, or one article."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("people who are signed in")
    VERIFIED = "verified", _("verified buyers")
    GROUPS = "groups", _("members of certain groups")


class Aspect(models.TextChoices):
    """In what the variants of a text differ; each value is also the name of a parameter."""

    COUNTRY = "country", _("country")
    MODEL = "model", _("model")
    PLATFORM = "platform", _("platform")


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
    """Why an article needs the eyes of its maintainers."""

    OVERDUE = "overdue", _("its review date has passed")
    CONTRADICTED = "contradicted", _("an answer contradicts it")
    UNHELPFUL = "unhelpful", _("more readers say no than yes")
    DEFLECTION = "deflection", _("readers asked the community after reading it")
    DEAD_LINK = "dead_link", _("a link in it leads nowhere")
    READER = "reader", _("a reader reported a problem")


class DriftCause(models.TextChoices):
    """How the ground below an article moved."""

    EDITED = "edited", _("the answer was edited")
    GONE = "gone", _("the answer is no longer public")
    UNACCEPTED = "unaccepted", _("the answer is no longer accepted")
    SUPERSEDED = "superseded", _("another answer was accepted since")
    CONTRADICTED = "contradicted", _("an answer contradicts the article")


class DriftOutcome(models.TextChoices):
    """How a task ended."""

    UPDATED = "updated", _("article updated")
    NO_CHANGE = "no_change", _("no change needed")
    AUTO_RESOLVED = "by_itself", _("resolved automatically")


class EditWeight(models.TextChoices):
    """What an editor says about a change; it decides who is told of it."""

    TYPO = "typo", _("typing mistake: nobody needs to know")
    MINOR = "minor", _("small: clearer or more complete, still the same advice")
    MAJOR = "major", _("large: the advice is different, readers should know")


class ChangeWeight(models.TextChoices):
    """What a publication was."""

    FIRST = "first", _("first version")
    TYPO = "typo", _("typing mistake")
    MINOR = "minor", _("small change")
    MAJOR = "major", _("large change")


class TranslationState(models.TextChoices):
    """How an article stands in a language that it was not written in."""

    CURRENT = "current", _("up to date")
    MINOR = "minor", _("small changes are not in it")
    OUTDATED = "outdated", _("out of date")
    DRAFT = "draft", _("being translated")
    MISSING = "missing", _("missing")


class LinkState(models.TextChoices):
    UNKNOWN = "unknown", _("not checked yet")
    ALIVE = "alive", _("works")
    FAILING = "failing", _("failed once")
    DEAD = "dead", _("dead")


class SectionOrder(models.TextChoices):
    """How readers may see the articles of a section."""

    TREE = "order", _("In order")
    HELPFUL = "helpful", _("Most helpful first")


class FeedbackReason(models.TextChoices):
    """Why a reader found, or did not find, what they needed."""

    SOLVED = "solved", _("It solved my problem")
    CLEAR = "clear", _("It is easy to understand")
    INACCURATE = "inaccurate", _("It is wrong or out of date")
    UNCLEAR = "unclear", _("It is hard to understand")
    INCOMPLETE = "incomplete", _("Something is missing")
    NOT_MINE = "not_mine", _("It is not about my problem")


class FeedbackState(models.TextChoices):
    """What editors did about what a reader said."""

    OPEN = "open", _("open")
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    DECLINED = "declined", _("no change")


HELPFUL_REASONS = (FeedbackReason.SOLVED, FeedbackReason.CLEAR)
UNHELPFUL_REASONS = (
    FeedbackReason.INACCURATE,
    FeedbackReason.UNCLEAR,
    FeedbackReason.INCOMPLETE,
    FeedbackReason.NOT_MINE,
)

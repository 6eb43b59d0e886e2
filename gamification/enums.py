"""The closed sets of values that reputation rows may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why points changed, in the words of the person they belong to."""

    QUESTION_UPVOTED = "question_upvoted", _("Your question was voted up")
    QUESTION_DOWNVOTED = "question_downvoted", _("Your question was voted down")
    ANSWER_UPVOTED = "answer_upvoted", _("Your answer was voted up")
    ANSWER_DOWNVOTED = "answer_downvoted", _("Your answer was voted down")
    DOWNVOTE_CAST = "downvote_cast", _("You voted an answer down")
    ANSWER_ACCEPTED = "answer_accepted", _("Your answer was accepted")
    ANSWER_CHOSEN = "answer_chosen", _("You accepted an answer")
    PROMOTION_CREATED = "promotion_created", _("Your answer became an article")
    PROMOTION_USED = "promotion_used", _("Your answer improved an article")
    ARTICLE_HELPFUL = "article_helpful", _("An article with your knowledge helps readers")
    REMOVED_AS_ABUSE = "removed_as_abuse", _("Your post was removed as spam or abuse")
    DAILY_CAP = "daily_cap", _("Daily limit of points from votes")


class SourceKind(models.TextChoices):
    """Which kind of truth a ledger row follows from; with an id it names one row of it."""

    VOTE = "vote", _("vote")
    ACCEPTANCE = "acceptance", _("accepted answer")
    PROMOTION = "promotion", _("promotion to the knowledge base")
    ARTICLE = "article", _("article feedback")
    REMOVAL = "removal", _("removal by a moderator")
    DAILY_CAP = "daily_cap", _("daily limit")


class Level(models.TextChoices):
    BRONZE = "bronze", _("bronze")
    SILVER = "silver", _("silver")
    GOLD = "gold", _("gold")


class Period(models.TextChoices):
    """The spans of a leaderboard: the last 7 days, the last 30 days, all time."""

    WEEK = "week", _("This week")
    MONTH = "month", _("This month")
    ALL = "all", _("All time")

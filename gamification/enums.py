"""The closed sets of values that reputation rows may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why points changed; the words fit a page that anybody may read."""

    QUESTION_UPVOTED = "question_upvoted", _("Question voted up")
    QUESTION_DOWNVOTED = "question_downvoted", _("Question voted down")
    ANSWER_UPVOTED = "answer_upvoted", _("Answer voted up")
    ANSWER_DOWNVOTED = "answer_downvoted", _("Answer voted down")
    DOWNVOTE_CAST = "downvote_cast", _("Voted an answer down")
    ANSWER_ACCEPTED = "answer_accepted", _("Answer accepted")
    ANSWER_CHOSEN = "answer_chosen", _("Accepted an answer")
    PROMOTION_CREATED = "promotion_created", _("Answer became an article")
    PROMOTION_USED = "promotion_used", _("Answer improved an article")
    ARTICLE_HELPFUL = "article_helpful", _("Article helped 25 more readers")
    REMOVED_AS_ABUSE = "removed_as_abuse", _("Post removed as spam or abuse")
    DAILY_CAP = "daily_cap", _("Above the daily limit of points from votes")


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

"""The closed sets of values that moderation rows may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FlagReason(models.TextChoices):
    """Why somebody reports a text; the labels answer "What is wrong with it?"."""

    SPAM = "spam", _("It is spam or advertising")
    RUDE = "rude", _("It is rude or abusive")
    UNSAFE = "unsafe", _("It is wrong or unsafe advice")
    OFF_TOPIC = "off_topic", _("It is not about our products or services")
    DUPLICATE = "duplicate", _("It was asked or said before")
    PERSONAL_DATA = "personal_data", _("It shows somebody's personal data")
    OTHER = "other", _("Something else")


class FlagState(models.TextChoices):
    OPEN = "open", _("open")
    AGREED = "agreed", _("agreed")
    DISAGREED = "disagreed", _("disagreed")
    IGNORED = "ignored", _("ignored")


class Decision(models.TextChoices):
    """What a moderator does with all open reports of one text."""

    AGREE = "agree", _("Agree and hide it")
    DISAGREE = "disagree", _("Disagree and keep it")
    IGNORE = "ignore", _("Close the reports without a judgement")


class AuditAction(models.TextChoices):
    POST_HIDDEN = "post_hidden", _("hid a post")
    POST_RESTORED = "post_restored", _("restored a post")
    POST_DELETED = "post_deleted", _("deleted a post")
    POST_HELD = "post_held", _("held a post for approval")
    POST_APPROVED = "post_approved", _("approved a post")
    COMMENT_HIDDEN = "comment_hidden", _("hid a comment")
    COMMENT_RESTORED = "comment_restored", _("restored a comment")
    COMMENT_DELETED = "comment_deleted", _("deleted a comment")
    QUESTION_CLOSED = "question_closed", _("closed a question")
    QUESTION_REOPENED = "question_reopened", _("reopened a question")
    QUESTION_LOCKED = "question_locked", _("locked a question")
    QUESTION_UNLOCKED = "question_unlocked", _("unlocked a question")
    FLAGS_AGREED = "flags_agreed", _("agreed with reports")
    FLAGS_DISAGREED = "flags_disagreed", _("disagreed with reports")
    FLAGS_IGNORED = "flags_ignored", _("closed reports")

"""The closed sets of values that community rows may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostKind(models.TextChoices):
    QUESTION = "question", _("question")
    ANSWER = "answer", _("answer")


class PostState(models.TextChoices):
    """Who may read a post; nothing is ever lost, a post only changes its state."""

    VISIBLE = "visible", _("visible")
    PENDING = "pending", _("awaiting approval")
    HIDDEN = "hidden", _("hidden by a moderator")
    DELETED = "deleted", _("deleted")


class CloseReason(models.TextChoices):
    DUPLICATE = "duplicate", _("duplicate")
    OFF_TOPIC = "off_topic", _("not about our products or services")
    NEEDS_DETAILS = "needs_details", _("needs details")
    TOO_BROAD = "too_broad", _("too broad")
    OPINION = "opinion", _("mainly a matter of opinion")
    OTHER = "other", _("other")


class RevisionKind(models.TextChoices):
    INITIAL = "initial", _("first version")
    EDIT = "edit", _("edit")
    ROLLBACK = "rollback", _("rollback")


class LinkKind(models.TextChoices):
    LINKED = "linked", _("linked")
    DUPLICATE = "duplicate", _("duplicate of")

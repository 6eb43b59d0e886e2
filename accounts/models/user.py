"""The user."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.validators import USERNAME_MAX_LENGTH, username_validators


class User(AbstractUser):
    """A person. Name and mail address are unique without regard to case."""

    username = models.CharField(
        _("user name"),
        max_length=USERNAME_MAX_LENGTH,
        unique=True,
        validators=username_validators,
        error_messages={"unique": _("This user name is taken.")},
    )
    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    bio = models.TextField(_("about"), max_length=2000, blank=True)
    location = models.CharField(_("location"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # Upper, because that is what `iexact` asks PostgreSQL for.
            models.UniqueConstraint(
                Upper("username"),
                name="user_username_unique_any_case",
                violation_error_message=_("This user name is taken."),
            ),
            models.UniqueConstraint(
                Upper("email"),
                condition=~models.Q(email=""),
                name="user_email_unique_any_case",
                violation_error_message=_("This mail address is in use."),
            ),
        ]

    @property
    def name(self) -> str:
        """What other people see."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Return the shown name, for the parts of Django and Wagtail that ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the shown name, for the parts of Django and Wagtail that ask for it."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the public profile."""
        return reverse("accounts:profile", args=[self.username])

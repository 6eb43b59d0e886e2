"""The user model."""

from typing import ClassVar, Final

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.validators import (
    USERNAME_CODE_POINTS,
    USERNAME_FOLDED_LENGTH,
    USERNAME_MAX_LENGTH,
    validate_username,
)
from core.fields import (
    FOLDING_GROWTH,
    BoundedColumn,
    FoldedField,
    LowercaseEmailField,
    SkeletonField,
)
from core.lookalikes import SKELETON_MAX_LENGTH
from core.unicode import LONGEST_CHARACTER, clean_characters
from core.validators import MaxCharacters

BIO_MAX_LENGTH: Final = 2000
DISPLAY_NAME_MAX_LENGTH: Final = 80
DISPLAY_NAME_FOLDED_LENGTH: Final = DISPLAY_NAME_MAX_LENGTH * LONGEST_CHARACTER * FOLDING_GROWTH


class PeopleManager(UserManager["User"]):
    """Finds people by name without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return who signs in under this name, however they write it."""
        return self.get(username_folded=username)


class User(AbstractUser):
    """A person. Name and email address are unique without regard to case."""

    username = BoundedColumn(
        _("username"),
        max_characters=USERNAME_MAX_LENGTH,
        code_points=USERNAME_CODE_POINTS,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": _("This username is taken.")},
    )
    username_folded = FoldedField(source="username", max_length=USERNAME_FOLDED_LENGTH, unique=True)
    username_skeleton = SkeletonField(
        source="username", max_length=SKELETON_MAX_LENGTH, default="", blank=True
    )
    email = LowercaseEmailField(_("email address"), blank=True)
    display_name = BoundedColumn(
        _("display name"), max_characters=DISPLAY_NAME_MAX_LENGTH, blank=True
    )
    display_name_folded = FoldedField(
        source="display_name", max_length=DISPLAY_NAME_FOLDED_LENGTH, default="", blank=True
    )
    bio = models.TextField(_("about"), validators=[MaxCharacters(BIO_MAX_LENGTH)], blank=True)
    location = BoundedColumn(_("location"), max_characters=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    session_epoch = models.PositiveIntegerField(_("sign-ins ended"), default=0, editable=False)

    objects: ClassVar = PeopleManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~models.Q(email=""),
                name="user_email_unique_any_case",
                violation_error_message=_("This email address is in use."),
            ),
        ]

    @property
    def name(self) -> str:
        """What other people see."""
        return self.display_name or self.username

    def clean(self) -> None:
        """Refuse a name that another person writes in another case."""
        self.username = clean_characters(self.username)
        self.email = clean_characters(self.email)
        others = User.objects.exclude(pk=self.pk)
        if others.filter(username_folded=self.username).exists():
            raise ValidationError({"username": _("This username is taken.")})

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Let sessions of an earlier epoch fail; those of the first stay as Django made them."""
        proof: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{proof}.{self.session_epoch}" if self.session_epoch else proof

    def get_full_name(self) -> str:
        """Return the shown name, for the parts of Django and Wagtail that ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the shown name, for the parts of Django and Wagtail that ask for it."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the URL of the public profile."""
        return reverse("accounts:profile", args=[self.username])

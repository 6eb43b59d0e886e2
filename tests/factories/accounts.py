"""People for tests."""

from datetime import timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody who joined a month ago. `UserFactory(groups=["experts"])` gives roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    date_joined = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))

    @factory.post_generation
    def groups(self: Any, create: bool, extracted: list[str] | None, **kwargs: Any) -> None:
        """Put the person into groups by name."""
        for name in extracted or []:
            self.groups.add(Group.objects.get_or_create(name=name)[0])

"""Roles are groups whose permissions the apps declare in `AppConfig.ready()`."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.apps import AppConfig

EXPERTS: Final = "experts"
MODERATORS: Final = "moderators"
EDITORS: Final = "editors"
VERIFIED_BUYERS: Final = "verified_buyers"
"""People of whom the shop knows that they bought something; the shop keeps it up to date."""

_declared: dict[str, set[str]] = defaultdict(set)
_declared.update({name: set() for name in (EXPERTS, MODERATORS, EDITORS, VERIFIED_BUYERS)})


def register_role(name: str, permissions: Iterable[str]) -> None:
    """Declare that the role `name` holds `permissions` ("app_label.codename").

    Several apps may declare for the same role. Groups are made, and given what is declared, after
    each migrate; what an administrator added by hand stays.
    """
    for permission in permissions:
        app_label, _, codename = permission.partition(".")
        if not app_label or not codename:
            raise ValueError(f"{permission!r} is not of the form app_label.codename")
        _declared[name].add(permission)


def declared_roles() -> dict[str, frozenset[str]]:
    """Return what has been declared so far, by role."""
    return {name: frozenset(permissions) for name, permissions in _declared.items()}


def sync_roles(*, app_label: str | None = None) -> None:
    """Make the groups and give them the declared permissions (of one app, or of all)."""
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 (needs loaded apps)

    for name, permissions in declared_roles().items():
        group, _ = Group.objects.get_or_create(name=name)
        for permission in permissions:
            label, _, codename = permission.partition(".")
            if app_label in (None, label):
                found = Permission.objects.filter(content_type__app_label=label, codename=codename)
                group.permissions.add(*found)


def sync_after_migrate(*, app_config: AppConfig, **kwargs: Any) -> None:
    """Receive `post_migrate`: the permissions of an app are there, made now if need be."""
    # Django's own receiver makes them too, but is connected after this one.
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415 (loaded apps)

    create_permissions(app_config, verbosity=0)
    sync_roles(app_label=app_config.label)

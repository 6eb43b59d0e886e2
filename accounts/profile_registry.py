"""What upper apps show on a person's public profile: tabs and facts they register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.errors import Text

Viewer = User | AnonymousUser
TabLoader = Callable[[User, Viewer, Mapping[str, str]], Mapping[str, object]]
FactLoader = Callable[[User], int | str]


@dataclass(frozen=True)
class ProfileTab:
    """A list under a profile. `load(person, viewer, query)` gives the context of `template`."""

    slug: str
    label: Text
    template: str
    load: TabLoader


@dataclass(frozen=True)
class ProfileFact:
    """A number or word about a person, in the head of the profile and in the API."""

    name: str
    label: Text
    load: FactLoader


_tabs: dict[str, ProfileTab] = {}
_facts: dict[str, ProfileFact] = {}


def register_profile_tab(*, slug: str, label: Text, template: str, load: TabLoader) -> None:
    """Add a tab; called in `AppConfig.ready()`. Tabs stand in the order of registration."""
    _tabs[slug] = ProfileTab(slug=slug, label=label, template=template, load=load)


def register_profile_fact(*, name: str, label: Text, load: FactLoader) -> None:
    """Add a fact; `name` is its key in the API's answer."""
    _facts[name] = ProfileFact(name=name, label=label, load=load)


def profile_tabs() -> tuple[ProfileTab, ...]:
    """Return the registered tabs."""
    return tuple(_tabs.values())


def profile_facts() -> tuple[ProfileFact, ...]:
    """Return the registered facts."""
    return tuple(_facts.values())

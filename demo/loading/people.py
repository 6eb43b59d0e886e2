"""The people of the shop, and the accounts with which the demo is tried."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import EDITORS, EXPERTS, MODERATORS, VERIFIED_BUYERS
from demo.accounts import PASSWORDS
from demo.loading.content import PersonText
from demo.loading.run import Run

GROUPS = {"expert": EXPERTS, "moderator": MODERATORS, "editor": EDITORS}
MAIL_DOMAIN = "tarnhollow.example"


def load_demo_accounts(run: Run) -> None:
    """The five accounts that can sign in; whoever has such a name already is left alone."""
    for person in run.content.people:
        if person.username in PASSWORDS and not _exists(person):
            user = _make(run, person, password=make_password(PASSWORDS[person.username]))
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def load_other_people(run: Run) -> None:
    """Everybody else; they cannot sign in."""
    nobody_knows_it = make_password(None)
    for person in run.content.people:
        if not _exists(person):
            _make(run, person, password=nobody_knows_it)
    run.forget_privileges()


def _exists(person: PersonText) -> bool:
    return User.objects.filter(username_folded=person.username).exists()


def _make(run: Run, person: PersonText, *, password: str) -> User:
    is_admin = person.role == "admin"
    can_sign_in = person.username in PASSWORDS
    user = User.objects.create(
        username=person.username,
        password=password,
        email=f"{person.username}@{MAIL_DOMAIN}" if can_sign_in else "",
        display_name=person.name,
        bio=person.bio,
        location=person.location,
        language=person.language,
        date_joined=run.ago(person.joined),
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    if person.role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[person.role]))
    if person.is_buyer:
        user.groups.add(Group.objects.get(name=VERIFIED_BUYERS))
    return user

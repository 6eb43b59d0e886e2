"""Sign-in by name or email address, however they are written."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class SignInBackend(AuthenticationBackend):
    """allauth's own, but names are looked up without regard to case on every database."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        user = User.objects.filter(username_folded=username).first() if username else None
        found: User | None = self._check_password(user, password)
        return found

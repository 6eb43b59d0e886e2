"""People, their credentials and where imported people come from."""

from accounts.models.identity import ExternalIdentity
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = ["ApiToken", "ExternalIdentity", "User"]

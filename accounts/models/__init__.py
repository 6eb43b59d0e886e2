"""Models of people, their credentials and the small kernel tables."""

from accounts.models.counter import Counter
from accounts.models.identity import ExternalIdentity
from accounts.models.job import JobRun
from accounts.models.token import ApiToken
from accounts.models.user import User

__all__ = ["ApiToken", "Counter", "ExternalIdentity", "JobRun", "User"]

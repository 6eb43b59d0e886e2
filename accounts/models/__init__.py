"""Models of people, their credentials and the small kernel tables."""

from accounts.models.identity import ExternalIdentity
from accounts.models.token import ApiToken
from accounts.models.user import User
from core.models.counter import Counter
from core.models.job import JobRun

__all__ = ["ApiToken", "Counter", "ExternalIdentity", "JobRun", "User"]

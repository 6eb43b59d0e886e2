"""The forum over the API: the same services as the pages."""

from community.api import answers, comments, questions, votes
from community.api.routing import router

__all__ = ["answers", "comments", "questions", "router", "votes"]

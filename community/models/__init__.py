"""The forum's truth: questions, posts, votes, revisions, tags and who follows what."""

from community.models.follow import Follow
from community.models.legacy import LegacyAddress
from community.models.post import Comment, Post, Revision
from community.models.question import ClosingVote, Question, QuestionLink
from community.models.taxonomy import Category, QuestionTag, Tag
from community.models.vote import Vote

__all__ = [
    "Category",
    "ClosingVote",
    "Comment",
    "Follow",
    "LegacyAddress",
    "Post",
    "Question",
    "QuestionLink",
    "QuestionTag",
    "Revision",
    "Tag",
    "Vote",
]

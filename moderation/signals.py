"""Events of moderation, sent inside the transaction that they report."""

from django.dispatch import Signal

flag_raised = Signal()
"""flag_id, reporter_id, post_id (the reported post, or the one the comment is under), comment_id"""

flags_resolved = Signal()
"""flag_ids, reporter_ids, post_id, comment_id, decision (a moderation.enums.Decision), actor_id"""

"""Changes of people's reputation; sent inside the transaction, ids only."""

from django.dispatch import Signal

reputation_changed = Signal()
"""user_id"""

badge_awarded = Signal()
"""award_id, user_id, badge_slug: sent once per award, never for imported or repeated ones"""

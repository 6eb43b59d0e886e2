"""What happened to people, told to the apps above; sent inside the transaction, ids only."""

from django.dispatch import Signal

profile_changed = Signal()
"""user_id: what a person says about themself has changed"""

"""Events of notifications, sent inside the transaction that they report."""

from django.dispatch import Signal

mails_wanted = Signal()
"""notification_ids: rows that are to be mailed and have not been"""

"""Ours and allauth's differences."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in and sign-up as allauth does it."""

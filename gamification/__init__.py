"""Reputation, privileges by reputation, badges and leaderboards: derived from the truth."""

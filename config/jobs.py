"""Scheduled work that belongs to no app: failed tasks get another try, old rows go."""

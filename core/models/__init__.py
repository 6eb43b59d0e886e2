"""Rows that belong to no app above: counters of rate limits and runs of scheduled jobs."""

from core.models.counter import Counter
from core.models.job import JobRun

__all__ = ["Counter", "JobRun"]

"""Scheduled work of search; each job is safe to run twice."""

import datetime

from core.jobs import register_job
from search.services.indexing import catch_up, reconcile_index
from search.services.query_log import forget_old_queries


def register_jobs() -> None:
    """Add the jobs to the site's list."""
    register_job("search_pending", catch_up, every=datetime.timedelta(minutes=1))
    register_job("search_reconcile", reconcile_index, every=datetime.timedelta(days=1))
    register_job("search_forget", forget_old_queries, every=datetime.timedelta(days=1))

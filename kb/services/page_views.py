"""Counting how often articles are read, by day."""

from django.db.models import F

from core.buffered_counter import BufferedCounter
from core.time_zones import site_today
from kb.models import ArticlePage, ArticleViews


def _add(readers: dict[int, int]) -> None:
    """Two statements and one for each article that was read."""
    today = site_today()
    there = ArticlePage.objects.filter(pk__in=readers).order_by("pk").values_list("pk", flat=True)
    article_ids = list(there)
    ArticleViews.objects.bulk_create(
        [ArticleViews(article_id=article_id, day=today) for article_id in article_ids],
        ignore_conflicts=True,
    )
    for article_id in article_ids:
        row = ArticleViews.objects.filter(article=article_id, day=today)
        row.update(views=F("views") + readers[article_id])


_readers = BufferedCounter("Readers of articles", _add)
record_view = _readers.count
flush_views = _readers.flush

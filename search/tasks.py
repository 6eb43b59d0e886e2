"""Background work: bring the index up to date. Tasks carry keys and read the rows again."""

from django_tasks import task

from search.query.requests import DocumentKey, Kind
from search.services.indexing import rebuild_index, write_pending


@task()
def index_thread(question_id: int) -> None:
    """Write a thread's document, or remove it when it may not be found any more."""
    write_pending(DocumentKey(Kind.QUESTION, question_id))


@task()
def index_article(article_id: int) -> None:
    """Write an article's document, or remove it when it may not be found any more."""
    write_pending(DocumentKey(Kind.ARTICLE, article_id))


@task()
def index_noted() -> None:
    """Write everything that has been noted, in batches."""
    write_pending()


@task()
def rebuild_everything() -> None:
    """Build the index anew; the daily reconcile repairs it should the engine be down."""
    rebuild_index()

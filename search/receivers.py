"""What search does when something happens: note the document, and have it written soon.

The note commits with the change. Votes only leave a note: the next change of the thread, or the
job that runs every minute, takes the new score along.
"""

from typing import Any

from django.dispatch import receiver

from community import signals as community
from kb import signals as kb
from kb.services.bulk import is_writing_in_bulk
from search.query.requests import Kind
from search.services.indexing import mark_changed
from search.tasks import index_article, index_noted, index_thread, rebuild_everything


@receiver(
    [
        community.question_asked,
        community.answer_posted,
        community.post_edited,
        community.post_state_changed,
        community.answer_accepted,
        community.answer_unaccepted,
        community.question_closed,
        community.question_reopened,
        community.question_retagged,
        community.question_language_changed,
    ],
    dispatch_uid="search.thread_changed",
)
def note_thread(sender: Any, *, question_id: int, **ids: Any) -> None:
    """The text, the tags, the readers or the answers of a thread have changed."""
    mark_changed(Kind.QUESTION, question_id)
    index_thread.enqueue(question_id)


@receiver(community.tag_changed, dispatch_uid="search.tag_changed")
def note_tag(sender: Any, *, question_ids: list[int], **ids: Any) -> None:
    """Documents hold the names of tags."""
    mark_changed(Kind.QUESTION, *question_ids)
    index_noted.enqueue()


@receiver(community.vote_changed, dispatch_uid="search.vote_changed")
def note_vote(sender: Any, *, question_id: int, **ids: Any) -> None:
    """A vote moves a thread a little; that can wait."""
    mark_changed(Kind.QUESTION, question_id)


@receiver(
    [kb.article_published, kb.article_unpublished, kb.article_changed],
    dispatch_uid="search.article_changed",
)
def note_article(sender: Any, *, article_id: int, **ids: Any) -> None:
    """An article went live, changed, or is gone."""
    mark_changed(Kind.ARTICLE, article_id)
    if not is_writing_in_bulk():
        index_article.enqueue(article_id)


@receiver(kb.knowledge_imported, dispatch_uid="search.knowledge_imported")
def write_imported(sender: Any, **kwargs: Any) -> None:
    """Many articles have arrived; each left its note."""
    index_noted.enqueue()


@receiver(community.community_imported, dispatch_uid="search.community_imported")
def note_import(sender: Any, **kwargs: Any) -> None:
    """A whole community arrived without a note for each thread."""
    rebuild_everything.enqueue()

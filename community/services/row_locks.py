"""Row locks of the forum, always taken in one order: the question, then the post.

`FOR NO KEY UPDATE` leaves rows that only refer to these (votes, ledger entries, notifications) free
to be written meanwhile, so a writer who holds one row never waits in a ring for another.
"""

from community.models import Post, Question


def lock_thread(question_id: int) -> Question:
    """Hold a question until the transaction ends. Raises `Question.DoesNotExist`."""
    return Question.objects.select_for_update(no_key=True).get(pk=question_id)


def lock_post(post: Post) -> Post:
    """Hold a post and its question until the transaction ends; returns it as it is now."""
    question = lock_thread(post.question_id)
    locked = (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author")
        .get(pk=post.pk)
    )
    locked.question = question
    return locked

"""A small site in which each URL of the matrix has something to be about."""

from dataclasses import dataclass

from community.models import Comment, Post, Question, Tag
from community.services.comments import post_comment
from community.services.states import delete_post
from kb.models import ArticleFeedback, ArticlePage, DriftTask, Promotion
from kb.services.feedback import Reader, record_feedback
from kb.services.review import submit_for_review
from moderation.services.flags import flag_post
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.services.delivery import notify
from search.services.indexing import rebuild_index
from tests.factories import community as forum
from tests.factories import kb
from tests.factories.accounts import UserFactory


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything here was written by other people than the one who tries the routes."""

    question: Question
    answer: Post
    comment: Comment
    deleted: Post
    draft: ArticlePage
    article: ArticlePage
    promotion: Promotion
    drift: DriftTask
    feedback: ArticleFeedback
    tag: Tag
    notification: Notification


def make_world() -> World:
    """Make a thread, its neighbours in the knowledge base, a report and a notification."""
    author, writer = forum.member(username="author"), forum.member(username="writer")
    kb.kb_site()
    tag = Tag.objects.create(name="tents", slug="tents")
    question = forum.ask(author, tags=["tents"])
    answer = forum.answer(question, writer)
    comment = post_comment(actor=author, post=answer, body="Thank you, that helped a lot.")
    deleted = forum.answer(question, writer, body="This one was written by mistake, sorry.")
    delete_post(actor=writer, post=deleted)
    draft = kb.draft()
    UserFactory(username="maintainer", groups=["editors"])
    submit_for_review(actor=kb.editor(), article=draft)
    flag_post(actor=forum.member(), post=answer, reason="other", note="Please look at this.")
    notify(kind=Kind.ANSWER, recipients=[author.pk], event_key="world", post_id=answer.pk)
    rebuild_index()
    article = kb.article()
    feedback = record_feedback(
        reader=Reader.member(author), article=article, helpful=False, reason="unclear"
    )
    return World(
        question=question,
        answer=answer,
        comment=comment,
        deleted=deleted,
        draft=draft,
        article=article,
        promotion=kb.promotion(forum.answer(question, forum.member())),
        drift=kb.drift(),
        feedback=feedback,
        tag=tag,
        notification=Notification.objects.get(user=author),
    )

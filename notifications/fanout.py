"""Who is told of which event. Each function reads the database as it is now, so that a late or
repeated call tells nothing wrong and nothing twice."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from community.enums import PostState
from community.models import Comment, Follow, Post, QuestionTag
from kb.models import ArticlePage, DriftTask, Promotion
from kb.permissions import can_read
from kb.selectors.care import keeper_ids
from kb.selectors.reviews import checker_ids
from notifications.articles import tell_of_doubt, tell_of_drift, tell_of_revision
from notifications.kinds import Kind
from notifications.services.delivery import Targets, notify

MODEL_BACKEND: Final = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


def _public_post(post_id: int) -> Post | None:
    """The post while everybody may read it."""
    visible = Post.objects.visible().select_related("question")
    return visible.filter(pk=post_id, question__state=PostState.VISIBLE).first()


def tell_of_answer(*, post_id: int) -> None:
    """The asker and the followers of the question."""
    post = _public_post(post_id)
    if post is None:
        return
    followers = Follow.objects.filter(question=post.question_id).values_list("user_id", flat=True)
    notify(
        kind=Kind.ANSWER,
        recipients={post.question.author_id, *followers},
        actor_id=post.author_id,
        event_key=f"post:{post_id}",
        question_id=post.question_id,
        post_id=post_id,
    )


def tell_of_question(*, post_id: int) -> None:
    """The followers of its tags."""
    post = _public_post(post_id)
    if post is None:
        return
    tags = QuestionTag.objects.filter(content_object=post.question_id).values("tag")
    notify(
        kind=Kind.QUESTION,
        recipients=Follow.objects.filter(tag__in=tags).values_list("user_id", flat=True),
        actor_id=post.author_id,
        event_key=f"post:{post_id}",
        question_id=post.question_id,
        post_id=post_id,
    )


def tell_of_comment(*, comment_id: int) -> None:
    """The author of the post that it is under."""
    comment = Comment.objects.visible().select_related("post").filter(pk=comment_id).first()
    if comment is None:
        return
    notify(
        kind=Kind.COMMENT,
        recipients=[comment.post.author_id],
        actor_id=comment.author_id,
        event_key=f"comment:{comment_id}",
        question_id=comment.post.question_id,
        post_id=comment.post_id,
        comment_id=comment_id,
    )


def tell_of_mentions(
    *, post_id: int, comment_id: int | None, actor_id: int, user_ids: list[int]
) -> None:
    """Those who are named; who hears of the same text anyway hears of it once."""
    text = (
        Comment.objects.visible().filter(pk=comment_id).first()
        if comment_id
        else _public_post(post_id)
    )
    if text is None:
        return
    post = Post.objects.get(pk=post_id)
    notify(
        kind=Kind.MENTION,
        recipients=user_ids,
        actor_id=actor_id,
        event_key=f"comment:{comment_id}" if comment_id else f"post:{post_id}",
        question_id=post.question_id,
        post_id=post_id,
        comment_id=comment_id,
    )


def tell_of_acceptance(*, post_id: int) -> None:
    """The author of the accepted answer, the first time."""
    post = _public_post(post_id)
    if post is None or not post.is_accepted:
        return
    notify(
        kind=Kind.ACCEPTED,
        recipients=[post.author_id],
        actor_id=post.accepted_by_id,
        event_key=f"accepted:{post_id}",
        question_id=post.question_id,
        post_id=post_id,
    )


def tell_of_post_state(*, post_id: int, old_state: str, new_state: str) -> None:
    """The author, when somebody else changed who may read the post; readers, when it appears."""
    post = Post.objects.get(pk=post_id)
    if post.state != new_state or post.state_changed_at is None:
        return
    was_pending = old_state == PostState.PENDING
    if was_pending and post.is_visible:
        (tell_of_question if post.is_question else tell_of_answer)(post_id=post_id)
    if post.state_changed_by_id == post.author_id:
        return
    notify(
        kind=Kind.MODERATION,
        variant="approved" if was_pending and post.is_visible else post.state,
        recipients=[post.author_id],
        event_key=f"state:{post_id}:{post.state_changed_at.timestamp():.6f}",
        data={"reason": post.state_reason},
        question_id=post.question_id,
        post_id=post_id,
    )


def tell_of_proposal(*, promotion_id: int) -> None:
    """Editors, and the author whose answer somebody else proposed.

    Whoever keeps an article that the answer contradicts hears of that as drift, and so not here.
    """
    promotion = Promotion.objects.select_related("answer", "article").get(pk=promotion_id)
    tasks = DriftTask.objects.filter(promotion=promotion).select_related("article__owner")
    keepers = {keeper for task in tasks for keeper in keeper_ids(task.article)}
    editors = User.objects.with_perm(
        "kb.decide_promotion", include_superusers=False, backend=MODEL_BACKEND
    )
    about: Targets = {
        "promotion_id": promotion_id,
        "post_id": promotion.answer_id,
        "question_id": promotion.answer.question_id,
    }
    notify(
        kind=Kind.PROPOSAL,
        recipients=set(editors.values_list("pk", flat=True)) - keepers,
        actor_id=promotion.proposed_by_id,
        event_key=f"promotion:{promotion_id}:proposal",
        **about,
    )
    notify(
        kind=Kind.PROMOTION,
        variant="proposed",
        recipients=[promotion.answer.author_id],
        actor_id=promotion.proposed_by_id,
        event_key=f"promotion:{promotion_id}:proposed",
        **about,
    )


def tell_of_promotion(*, promotion_id: int) -> None:
    """The author of the answer and who proposed it, at each step of its way."""
    promotion = Promotion.objects.select_related("answer").get(pk=promotion_id)
    if promotion.decided_at is None:
        return
    told = {promotion.answer.author_id, promotion.proposed_by_id}
    readers = _readers_of(promotion.article, told)
    for recipients, article_id in ((readers, promotion.article_id), (told - readers, None)):
        notify(
            kind=Kind.PROMOTION,
            variant=promotion.state,
            recipients=recipients,
            actor_id=promotion.decided_by_id if promotion.published_at is None else None,
            event_key=f"promotion:{promotion_id}:{promotion.state}",
            promotion_id=promotion_id,
            post_id=promotion.answer_id,
            question_id=promotion.answer.question_id,
            article_id=article_id,
        )


def _readers_of(article: ArticlePage | None, user_ids: set[int]) -> set[int]:
    """Those whom the article may be named to: nobody else learns its title."""
    if article is None:
        return set()
    return {user.pk for user in User.objects.filter(pk__in=user_ids) if can_read(user, article)}


def tell_of_submission(*, article_id: int, actor_id: int | None) -> None:
    """Everybody who may do the check that the draft waits for now."""
    _ask_for_review(article_id=article_id, actor_id=actor_id, variant="requested")


def tell_of_late_review(*, article_id: int, task_state_id: int) -> None:
    """The same people, when the day has come by which somebody should have checked it."""
    _ask_for_review(article_id=article_id, actor_id=None, variant="overdue")


def _ask_for_review(*, article_id: int, actor_id: int | None, variant: str) -> None:
    article = ArticlePage.objects.get(pk=article_id)
    step = article.current_workflow_task_state
    if step is None:
        return
    notify(
        kind=Kind.REVIEW,
        variant=variant,
        recipients=checker_ids(article),
        actor_id=actor_id,
        event_key=f"review:{article_id}:{step.pk}:{variant}",
        article_id=article_id,
    )


def tell_of_review(
    *, article_id: int, actor_id: int | None, action: str, editor_ids: list[int]
) -> None:
    """Those who wrote the draft."""
    article = ArticlePage.objects.get(pk=article_id)
    notify(
        kind=Kind.REVIEW,
        variant="approved" if action == "approve" else "rejected",
        recipients=editor_ids,
        actor_id=actor_id,
        event_key=f"reviewed:{article_id}:{article.latest_revision_id}:{action}",
        article_id=article_id,
    )


EVENTS: Final[dict[str, Callable[..., None]]] = {
    "question_asked": tell_of_question,
    "answer_posted": tell_of_answer,
    "comment_posted": tell_of_comment,
    "users_mentioned": tell_of_mentions,
    "answer_accepted": tell_of_acceptance,
    "post_state_changed": tell_of_post_state,
    "promotion_proposed": tell_of_proposal,
    "promotion_decided": tell_of_promotion,
    "promotion_published": tell_of_promotion,
    "article_submitted": tell_of_submission,
    "article_reviewed": tell_of_review,
    "review_overdue": tell_of_late_review,
    "article_drifted": tell_of_drift,
    "article_doubted": tell_of_doubt,
    "article_revised": tell_of_revision,
}

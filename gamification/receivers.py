"""What the lower apps report, turned into ledger rows (at once) and badges (after the commit)."""

from typing import Any

from django.dispatch import receiver

from accounts.signals import profile_changed
from community import signals as community
from community.models import Post, Question, Vote
from gamification import tasks
from gamification.badges.base import Trigger
from gamification.enums import SourceKind
from gamification.services.ledger import sync_in_batches
from kb import signals as kb


@receiver(community.vote_changed, dispatch_uid="gamification.vote_changed")
def record_vote(*, vote_id: int, author_id: int, voter_id: int, **kwargs: Any) -> None:
    """Settle the vote; both people may have earned a badge."""
    sync_in_batches(kind=SourceKind.VOTE, source_ids=[vote_id])
    tasks.recount_badges.enqueue(sorted({author_id, voter_id}), Trigger.VOTE.name)


@receiver(
    [community.answer_accepted, community.answer_unaccepted],
    dispatch_uid="gamification.acceptance_changed",
)
def record_acceptance(*, question_id: int, author_id: int, **kwargs: Any) -> None:
    """Settle the acceptance for the answer's author and for the asker."""
    sync_in_batches(kind=SourceKind.ACCEPTANCE, source_ids=[question_id])
    asker_id = Question.objects.values_list("author_id", flat=True).get(pk=question_id)
    tasks.recount_badges.enqueue(sorted({author_id, asker_id}), Trigger.ACCEPTANCE.name)


@receiver(community.post_wiki_changed, dispatch_uid="gamification.post_wiki_changed")
@receiver(community.post_state_changed, dispatch_uid="gamification.post_state_changed")
def record_state(*, post_id: int, question_id: int, **kwargs: Any) -> None:
    """Settle everything around the post; around the whole thread when its question changed."""
    posts = Post.objects.filter(question_id=question_id)
    changed = posts.get(pk=post_id)
    if changed.is_answer:
        posts = posts.filter(pk=post_id)
    vote_ids = list(Vote.objects.filter(post__in=posts).values_list("pk", flat=True))
    sync_in_batches(kind=SourceKind.VOTE, source_ids=vote_ids)
    sync_in_batches(kind=SourceKind.ACCEPTANCE, source_ids=[question_id])
    sync_in_batches(kind=SourceKind.REMOVAL, source_ids=[post_id])
    author_ids = sorted(set(posts.values_list("author_id", flat=True)))
    tasks.recount_badges.enqueue(author_ids, Trigger.STATE.name)


@receiver(community.post_edited, dispatch_uid="gamification.post_edited")
def record_edit(*, editor_id: int, **kwargs: Any) -> None:
    """The editor may have earned a badge."""
    tasks.recount_badges.enqueue([editor_id], Trigger.EDIT.name)


@receiver(community.community_imported, dispatch_uid="gamification.community_imported")
def rebuild_after_import(**kwargs: Any) -> None:
    """Derive everything anew."""
    tasks.rebuild_everything.enqueue()


@receiver(kb.promotion_published, dispatch_uid="gamification.promotion_published")
def record_promotion(*, promotion_id: int, article_id: int, author_id: int, **kwargs: Any) -> None:
    """Settle the promotion; its author now also shares in the article's helpfulness."""
    sync_in_batches(kind=SourceKind.PROMOTION, source_ids=[promotion_id])
    tasks.settle_article.enqueue(article_id)
    tasks.recount_badges.enqueue([author_id], Trigger.PROMOTION.name)


@receiver(
    [kb.article_feedback_recorded, kb.article_published], dispatch_uid="gamification.article_judged"
)
def record_article(*, article_id: int, **kwargs: Any) -> None:
    """Feedback, or new sources, may have reached a milestone."""
    tasks.settle_article.enqueue(article_id)


@receiver(profile_changed, dispatch_uid="gamification.profile_changed")
def record_profile(*, user_id: int, **kwargs: Any) -> None:
    """The person may have told something about themself."""
    tasks.recount_badges.enqueue([user_id], Trigger.PROFILE.name)

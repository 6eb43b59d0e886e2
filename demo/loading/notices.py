"""What people would have been told of the last weeks, had the site been running."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import F
from wagtail.models import WorkflowState

from community.models import Comment, Post
from demo.loading.run import Run
from gamification.models import BadgeAward
from gamification.signals import badge_awarded
from kb.models import DriftTask, Promotion
from notifications.models import Notification
from notifications.services.fanout import EVENTS

WINDOW: Final = timedelta(days=45)
READ_AFTER: Final = timedelta(days=6)


@dataclass(frozen=True)
class Event:
    moment: datetime
    tell: Callable[[], Any]


def load_notices(run: Run) -> None:
    """Tell of each event of the last weeks at its time; what is older than a few days is read."""
    since = run.ago(WINDOW)
    events = sorted(_events(since), key=lambda event: event.moment)
    for event in events:
        run.clock.set(event.moment)
        event.tell()
    told = Notification.objects.filter(created_at__lte=run.today)
    told.filter(wants_mail=True, mailed_at=None).update(mailed_at=F("created_at"))
    told.filter(created_at__lt=run.ago(READ_AFTER)).update(read_at=F("created_at"))


def _events(since: datetime) -> Iterator[Event]:
    yield from _posts_and_comments(since)
    yield from _promotions(since)
    for state in WorkflowState.objects.filter(status="in_progress"):
        ids = {"task_state_id": state.current_task_state_id, "actor_id": state.requested_by_id}
        yield Event(state.created_at, partial(EVENTS["draft_submitted"], **ids))
    for task in DriftTask.objects.filter(closed_at=None):
        yield Event(task.opened_at, partial(EVENTS["article_drifted"], task_id=task.pk))
    for award in BadgeAward.objects.filter(awarded_at__gte=since):
        send = partial(
            badge_awarded.send,
            sender=BadgeAward,
            award_id=award.pk,
            user_id=award.user_id,
            badge_slug=award.badge,
        )
        yield Event(award.awarded_at, send)


def _posts_and_comments(since: datetime) -> Iterator[Event]:
    for post in Post.objects.filter(created_at__gte=since):
        name = "question_asked" if post.is_question else "answer_posted"
        yield Event(post.created_at, partial(EVENTS[name], post_id=post.pk))
    for comment in Comment.objects.filter(created_at__gte=since):
        yield Event(comment.created_at, partial(EVENTS["comment_posted"], comment_id=comment.pk))
    for answer in Post.objects.filter(accepted_at__gte=since):
        if answer.accepted_at:
            tell = partial(EVENTS["answer_accepted"], post_id=answer.pk)
            yield Event(answer.accepted_at, tell)


def _promotions(since: datetime) -> Iterator[Event]:
    for promotion in Promotion.objects.filter(proposed_at__gte=since):
        about = {"promotion_id": promotion.pk}
        yield Event(promotion.proposed_at, partial(EVENTS["promotion_proposed"], **about))
        if promotion.decided_at:
            yield Event(promotion.decided_at, partial(EVENTS["promotion_decided"], **about))

"""Versions that were approved for a later day, and articles whose time is over."""

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from core.time_zones import site_today
from kb.models import ArticlePage
from kb.selectors.reviews import expert_of
from kb.services.publication import mark_verified


@transaction.atomic
def publish_due() -> str:
    """Publish what is due and take down what has expired, as Wagtail does; safe to repeat.

    Who checked an article is written down now: until now another version was live.
    """
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    approved = list(due.filter(content_type__model=ArticlePage._meta.model_name))
    call_command("publish_scheduled")
    for revision in approved:
        _write_down_expert(revision)
    return f"{len(approved)} articles went live"


def _write_down_expert(revision: Revision) -> None:
    review = WorkflowState.objects.filter(
        task_states__revision=revision, status=WorkflowState.STATUS_APPROVED
    )
    last = review.order_by("-pk").first()
    expert = expert_of(last) if last is not None else None
    if expert is not None:
        mark_verified(article_id=int(revision.object_id), actor=expert, today=site_today())

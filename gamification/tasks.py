"""Work after the commit; each task may run twice."""

from django_tasks import task

from gamification.badges.base import Trigger
from gamification.enums import SourceKind
from gamification.services.badges import evaluate_badges, rebuild_badges
from gamification.services.ledger import sync_ledger
from gamification.services.reconcile import rebuild_ledger


@task()
def recount_badges(user_ids: list[int], trigger: str) -> None:
    """Recount the badges of some people that `trigger` (a name of `Trigger`) may have changed."""
    evaluate_badges(user_ids=user_ids, trigger=Trigger[trigger])


@task()
def settle_article(article_id: int) -> None:
    """Bring the points that an article's helpfulness is worth up to date."""
    sync_ledger(kind=SourceKind.ARTICLE, source_ids=[article_id])


@task()
def rebuild_everything() -> None:
    """Write ledger and badges anew after a whole community has come in; nobody is notified."""
    rebuild_ledger()
    rebuild_badges(is_quiet=True)

"""Who is told of what happens to articles: their maintainers, and the people they came from.

As in `fanout`, each function reads the database as it is now.
"""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from community.enums import PostState
from community.models import Follow
from kb.enums import ChangeWeight, FeedbackState
from kb.models import (
    ArticleChange,
    ArticleCheck,
    ArticleFeedback,
    ArticlePage,
    ArticleSource,
    ArticleTranslation,
    DriftTask,
)
from kb.selectors.findings import CREDITED_ROLES
from kb.selectors.maintenance import maintainer_ids
from kb.selectors.translations import unseen_changes
from notifications.kinds import Kind
from notifications.services.delivery import notify


def notify_drift(*, task_id: int) -> None:
    """Notify the maintainers of an article while the task is open; again when its cause changes."""
    task = DriftTask.objects.select_related("article__owner").get(pk=task_id)
    if not task.is_open:
        return
    notify(
        kind=Kind.DRIFT,
        variant=task.cause,
        recipients=maintainer_ids(task.article),
        event_key=f"drift:{task_id}:{task.cause}",
        data={"url": task.get_absolute_url()},
        article_id=task.article_id,
    )


def notify_issue(*, check_id: int) -> None:
    """Notify the maintainers of an article with a new issue."""
    check = ArticleCheck.objects.select_related("article__owner").get(pk=check_id)
    if check.closed_at is not None:
        return
    notify(
        kind=Kind.MAINTENANCE,
        variant=check.reason,
        recipients=maintainer_ids(check.article),
        event_key=f"check:{check_id}",
        data={"url": check.get_absolute_url()},
        article_id=check.article_id,
    )


def notify_revision(*, change_id: int) -> None:
    """Those behind an article whose advice changed, and those who translate it."""
    change = ArticleChange.objects.select_related("article").get(pk=change_id)
    _tell_translators(change)
    if change.weight != ChangeWeight.MAJOR or not change.article.live:
        return
    notify(
        kind=Kind.ARTICLE,
        recipients=_readers_of(change.article, _people_behind(change.article_id)),
        actor_id=change.changed_by_id,
        event_key=f"change:{change_id}",
        data={"url": change.get_absolute_url(), "note": change.note},
        article_id=change.article_id,
    )


def notify_handled_feedback(*, feedback_id: int, state: str, happened_at: str) -> None:
    """The member whose words editors answered; a state that says nothing to them is not told."""
    row = ArticleFeedback.objects.select_related("article").get(pk=feedback_id)
    if row.user_id is None or not row.article.live:
        return
    if not row.reply and state not in (FeedbackState.DONE, FeedbackState.PLANNED):
        return
    notify(
        kind=Kind.FEEDBACK,
        variant=state,
        recipients=_readers_of(row.article, {row.user_id}),
        actor_id=row.handled_by_id,
        event_key=f"feedback:{feedback_id}:{happened_at}",
        data={"url": row.article.get_absolute_url(), "note": row.reply},
        article_id=row.article_id,
    )


def _tell_translators(change: ArticleChange) -> None:
    """The maintainers of translations that do not say yet what their source says now."""
    behind = ArticleTranslation.objects.filter(source=change.article_id, article__live=True)
    for relation in behind.select_related("article__owner"):
        if not unseen_changes([relation.article_id]).filter(pk=change.pk).exists():
            continue
        url = reverse("kb_translation", args=[relation.article_id])
        notify(
            kind=Kind.TRANSLATION,
            variant=change.weight,
            recipients=maintainer_ids(relation.article),
            actor_id=change.changed_by_id,
            event_key=f"translation:{relation.article_id}:{change.pk}",
            data={"url": url, "note": change.note},
            article_id=relation.article_id,
        )


def _people_behind(article_id: int) -> set[int]:
    sources = ArticleSource.objects.filter(
        article=article_id,
        live=True,
        role__in=CREDITED_ROLES,
        post__state=PostState.VISIBLE,
        post__question__state=PostState.VISIBLE,
    )
    people: set[int] = set()
    question_ids = set()
    for author_id, asker_id, question_id in sources.values_list(
        "post__author_id", "post__question__author_id", "post__question_id"
    ):
        people |= {author_id, asker_id}
        question_ids.add(question_id)
    followers = Follow.objects.filter(question__in=question_ids).values_list("user_id", flat=True)
    return people | set(followers)


def _readers_of(article: ArticlePage, user_ids: set[int]) -> set[int]:
    """The people among them who may read the article."""
    same = ArticlePage.objects.filter(pk=article.pk)
    if same.visible_to(AnonymousUser()).exists():
        return user_ids
    people = User.objects.filter(pk__in=user_ids, is_active=True)
    return {person.pk for person in people if same.visible_to(person).exists()}

"""Who may do what in the knowledge base: the only place that decides it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import Conflict, PermissionRefused
from core.permissions import require
from kb.audiences import reader_context
from kb.authorship import draft_author_ids
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.models.audience_rows import requirements_of
from kb.models.workflow import CheckTask, ContentCheckTask, ExpertReviewTask
from kb.reviewers import CONTENT_PERMISSION, REVIEW_PERMISSION

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Person = User | AnonymousUser

PROPOSE = "kb.propose_promotion"
DECIDE = CONTENT_PERMISSION


class SelfReview(PermissionRefused):
    """Nobody alone approves what they wrote."""

    code = "self_review"


class NotInField(PermissionRefused):
    """The section has experts, and this is none of them."""

    code = "not_in_field"


class ContentUnchecked(Conflict):
    """The expert's turn comes after the content check."""

    code = "content_unchecked"


def can_read(user: "Person", page: ArticlePage | SectionPage) -> bool:
    """Whether a person may read a page; the one-row twin of `visible_to`."""
    if not page.live or page.get_view_restrictions().exists():
        return False
    return reader_context(user).meets_all(requirements_of([page])[page.pk])


def can_propose_promotion(user: "Person") -> bool:
    return user.has_perm(PROPOSE)


def can_decide_promotions(user: "Person") -> bool:
    return user.has_perm(DECIDE)


def can_write_articles(user: "Person") -> bool:
    """Whoever decides on proposals also writes: editors."""
    return user.has_perm(DECIDE)


def can_review_articles(user: "Person") -> bool:
    """Whether the person reviews as an expert at all."""
    return user.has_perm(REVIEW_PERMISSION)


def can_see_drafts(user: "Person") -> bool:
    """Drafts, doubts and what else readers do not see: for those who write or review."""
    return can_review_articles(user) or can_write_articles(user)


def step_of(article: ArticlePage) -> type[CheckTask]:
    """The check that a draft waits for; one that is not handed in yet waits for an expert."""
    task = article.current_workflow_task
    return type(task) if isinstance(task, CheckTask) else ExpertReviewTask


def can_review_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person may judge this draft now: one of those whose step it is, no author."""
    return user.is_authenticated and step_of(article).may_check(article, user)


def require_checker(actor: "User", article: ArticlePage) -> None:
    """Raise unless the person may judge this draft now, saying which of the rules forbids it."""
    require(
        can_see_drafts(actor), actor, _("Only experts, moderators and editors review articles.")
    )
    if actor.pk in draft_author_ids(article):
        raise SelfReview(
            _("You wrote this draft or an answer that it is made of, so somebody else reviews it.")
        )
    step = step_of(article)
    if step is ContentCheckTask and not actor.has_perm(ContentCheckTask.permission):
        raise ContentUnchecked(
            _("An editor who did not write this draft has to check its content first.")
        )
    require(
        actor.has_perm(step.permission),
        actor,
        _("This draft waits for an expert: only experts and moderators review it."),
    )
    if not step.may_check(article, actor):
        raise NotInField(_("This section has experts of its own; one of them has to review it."))


def can_keep_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person decides what drift below an article means: editors and its owner."""
    return can_write_articles(user) or (user.is_authenticated and user.pk == article.owner_id)


def can_check_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person may say that a published article is still true.

    Its owner may: what is live was approved by somebody else. Whoever judges a draft is another
    matter, see `can_review_article`.
    """
    return can_review_articles(user) or can_keep_article(user, article)


def can_publish_imports(user: "Person") -> bool:
    """Whether what this person imports may be published without a review: administrators."""
    index = KBIndexPage.objects.first()
    return index is not None and bool(index.permissions_for_user(user).can_publish())


def can_publish_articles(user: "Person", article: ArticlePage) -> bool:
    """Direct publication without a review: administrators."""
    return user.is_authenticated and article.permissions_for_user(user).can_publish()

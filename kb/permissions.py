"""Who may do what in the knowledge base: the only place that decides it."""

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, PermissionRefused
from core.permissions import allowed_by, check_permission, check_signed_in
from kb.models import ArticlePage, KBIndexPage, SectionPage
from kb.models.audience_rows import requirements_of
from kb.models.audiences import reader_context
from kb.models.authorship import draft_author_ids
from kb.models.reviewers import CONTENT_PERMISSION, REVIEW_PERMISSION
from kb.models.workflow import CheckTask, ContentCheckTask, ExpertReviewTask

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


def check_can_propose_promotion(user: "Person") -> None:
    message = _("You need more reputation to propose answers for the knowledge base.")
    check_permission(user, PROPOSE, message)


can_propose_promotion = allowed_by(check_can_propose_promotion)


def check_can_decide_promotions(user: "Person") -> None:
    check_permission(user, DECIDE, _("Only editors decide on proposals."))


can_decide_promotions = allowed_by(check_can_decide_promotions)


def check_can_write_articles(user: "Person") -> None:
    """Whoever decides on proposals also writes, translates, imports and exports: editors."""
    check_permission(user, DECIDE, _("Only editors may do this."))


can_write_articles = allowed_by(check_can_write_articles)


def can_review_articles(user: "Person") -> bool:
    """Whether the person reviews as an expert at all."""
    return user.has_perm(REVIEW_PERMISSION)


def check_can_see_drafts(user: "Person") -> None:
    """Drafts, issues and other hidden content are for people who write or review."""
    check_signed_in(user)
    if not (can_review_articles(user) or can_write_articles(user)):
        raise PermissionRefused(_("Only experts, moderators and editors see and review drafts."))


can_see_drafts = allowed_by(check_can_see_drafts)


def step_of(article: ArticlePage) -> type[CheckTask]:
    """The check that a draft waits for; one that is not handed in yet waits for an expert."""
    task = article.current_workflow_task
    return type(task) if isinstance(task, CheckTask) else ExpertReviewTask


def check_can_review_article(user: "Person", article: ArticlePage) -> None:
    """The draft is judged by one of those whose step it is, and by no author of it."""
    check_can_see_drafts(user)
    step = step_of(article)
    if step.may_check(article, cast("User", user)):  # nobody anonymous came so far
        return
    if user.pk in draft_author_ids(article):
        raise SelfReview(
            _("You wrote this draft or an answer that it is made of, so somebody else reviews it.")
        )
    if not user.has_perm(step.permission):
        if step is ContentCheckTask:
            raise ContentUnchecked(
                _("An editor who did not write this draft has to check its content first.")
            )
        raise PermissionRefused(
            _("This draft waits for an expert: only experts and moderators review it.")
        )
    raise NotInField(_("This section has experts of its own; one of them has to review it."))


can_review_article = allowed_by(check_can_review_article)


def check_can_keep_article(user: "Person", article: ArticlePage) -> None:
    """What drift below an article means is decided by editors and its owner."""
    check_signed_in(user)
    if not (can_write_articles(user) or user.pk == article.owner_id):
        raise PermissionRefused(_("Only editors and the owner of an article decide on this."))


can_keep_article = allowed_by(check_can_keep_article)


def check_can_check_article(user: "Person", article: ArticlePage) -> None:
    """That a published article is still true is said by experts and those who keep it.

    Its owner may: what is live was approved by somebody else. Whoever judges a draft is another
    matter, see `check_can_review_article`.
    """
    check_signed_in(user)
    if not (can_review_articles(user) or can_keep_article(user, article)):
        raise PermissionRefused(
            _("Only experts, moderators, editors and the owner of an article look after it.")
        )


can_check_article = allowed_by(check_can_check_article)


def check_can_publish_imports(user: "Person") -> None:
    """What this person imports is published without a review: administrators."""
    check_signed_in(user)
    index = KBIndexPage.objects.first()
    if index is None or not index.permissions_for_user(user).can_publish():
        raise PermissionRefused(_("Only administrators publish imports."))


can_publish_imports = allowed_by(check_can_publish_imports)


def check_can_publish_article(user: "Person", article: ArticlePage) -> None:
    """Direct publication without a review: administrators."""
    check_signed_in(user)
    if not article.permissions_for_user(user).can_publish():
        raise PermissionRefused(_("Only a review or an administrator publishes articles."))

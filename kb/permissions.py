"""Who may do what in the knowledge base: the only place that decides it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.errors import AuthenticationRequired, PermissionRefused
from kb.audiences import standing_of
from kb.authorship import draft_author_ids
from kb.models import ArticlePage, SectionPage
from kb.models.workflow import REVIEW_PERMISSION
from kb.selectors.audiences import requirements_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Person = User | AnonymousUser

PROPOSE = "kb.propose_promotion"
DECIDE = "kb.decide_promotion"


class SelfReview(PermissionRefused):
    """Nobody alone approves what they wrote."""

    code = "self_review"


def require(allowed: bool, actor: "Person", message: str) -> None:
    """Raise where something is not allowed: sign in first, or the reason why not."""
    if allowed:
        return
    if not actor.is_authenticated:
        raise AuthenticationRequired(_("Please sign in first."))
    raise PermissionRefused(message)


def can_read(user: "Person", page: ArticlePage | SectionPage) -> bool:
    """Whether a person may read a page; the one-row twin of `visible_to`."""
    if not page.live or page.get_view_restrictions().exists():
        return False
    return standing_of(user).meets_all(requirements_of([page])[page.pk])


def can_propose_promotion(user: "Person") -> bool:
    return user.has_perm(PROPOSE)


def can_decide_promotions(user: "Person") -> bool:
    return user.has_perm(DECIDE)


def can_write_articles(user: "Person") -> bool:
    """Whoever decides on proposals also writes: editors."""
    return user.has_perm(DECIDE)


def can_review_articles(user: "Person") -> bool:
    """Whether the person reviews at all."""
    return user.has_perm(REVIEW_PERMISSION)


def can_review_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person may judge this draft: a reviewer who did not write it."""
    return can_review_articles(user) and user.pk not in draft_author_ids(article)


def require_reviewer(actor: "Person", article: ArticlePage) -> None:
    """Raise unless the person may judge this draft, saying which of the two rules forbids it."""
    require(can_review_articles(actor), actor, _("Only experts and moderators review articles."))
    if actor.pk in draft_author_ids(article):
        raise SelfReview(
            _("You wrote this draft or changed it last, so somebody else has to review it.")
        )


def can_keep_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person decides what drift below an article means: editors and its owner."""
    return can_write_articles(user) or (user.is_authenticated and user.pk == article.owner_id)


def can_check_article(user: "Person", article: ArticlePage) -> bool:
    """Whether the person may say that a published article is still true.

    Its owner may: what is live was approved by somebody else. Whoever judges a draft is another
    matter, see `can_review_article`.
    """
    return can_review_articles(user) or can_keep_article(user, article)


def can_publish_articles(user: "Person", article: ArticlePage) -> bool:
    """Direct publication without a review: administrators."""
    return user.is_authenticated and article.permissions_for_user(user).can_publish()

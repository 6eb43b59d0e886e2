"""What one reader said about an article."""

from typing import TYPE_CHECKING

from kb.models import ArticleFeedback, ArticlePage

if TYPE_CHECKING:
    from accounts.models import User


def verdict_of(
    article: ArticlePage, *, user: "User | None", visitor: str
) -> ArticleFeedback | None:
    """The reader's verdict on the version that is published; one query."""
    return ArticleFeedback.objects.filter(
        article=article, revision_number=article.live_revision_id or 0, user=user, visitor=visitor
    ).first()

"""Who keeps an article true."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import InvalidInput
from kb import signals
from kb.models import ArticlePage
from kb.permissions import can_see_drafts, check_can_write_articles

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def assign_owner(*, actor: "User", article: ArticlePage, owner: "User") -> ArticlePage:
    """Hand an article over to somebody who writes or reviews; drafts keep their authors."""
    check_can_write_articles(actor)
    if not owner.is_active or not can_see_drafts(owner):
        raise InvalidInput(fields={"owner": [_("Choose somebody who writes or reviews articles.")]})
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    if article.owner_id != owner.pk:
        ArticlePage.objects.filter(pk=article.pk).update(owner=owner)
        article.owner = owner
        signals.article_changed.send(sender=ArticlePage, article_id=article.pk)
    return article

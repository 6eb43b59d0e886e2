"""Beginning a translation, tying articles together, and keeping a translation with its source."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale

from core.errors import Conflict, InvalidInput
from kb import signals
from kb.models import ArticleChange, ArticlePage, ArticleTranslation
from kb.permissions import check_can_write_articles
from kb.text.languages import enabled_languages, language_name, why_not_enabled

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyTranslated(Conflict):
    """Somebody has begun this translation."""

    code = "already_translated"


@transaction.atomic
def start_translation(*, actor: "User", article: ArticlePage, language: str) -> ArticlePage:
    """Make a draft in another language beside the article, with its text to be replaced.

    A translation is made from the first article of the group, so that nobody translates a
    translation.
    """
    check_can_write_articles(actor)
    if language not in enabled_languages():
        raise InvalidInput(fields={"language": [why_not_enabled(language)]})
    source = ArticlePage.objects.select_for_update(no_key=True).get(pk=_source_id(article))
    if not source.live:
        raise Conflict(_("This article is not published. Translate it when it is."))
    _check_free(source, language)
    locale, _made = Locale.objects.get_or_create(language_code=language)
    draft: ArticlePage = CopyPageForTranslationAction(source, locale, user=actor).execute(
        skip_permission_checks=True
    )
    ArticlePage.objects.filter(pk=draft.pk).update(owner=actor)
    draft = ArticlePage.objects.get(pk=draft.pk)
    draft.save_revision(user=actor, log_action=True)
    ArticleTranslation.objects.create(article=draft, source=source, draft_synced_to=_latest(source))
    return draft


@transaction.atomic
def link_translation(*, actor: "User", article: ArticlePage, source: ArticlePage) -> ArticlePage:
    """Say that an article which is there already is a translation of another one.

    It counts as saying all that the source says now.
    """
    check_can_write_articles(actor)
    numbers = sorted({article.pk, _source_id(source)})
    rows = ArticlePage.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    locked = {row.pk: row for row in rows}
    if len(locked) < 2:
        raise InvalidInput(_("An article is no translation of itself."))
    article, source = locked[article.pk], locked[_source_id(source)]
    if ArticleTranslation.objects.filter(source=article).exists():
        raise Conflict(_("This article has translations of its own."))
    _check_free(source, article.language, but=article)
    locale, _made = Locale.objects.get_or_create(language_code=article.language)  # a draft's lags
    ArticlePage.objects.filter(pk=article.pk).update(
        translation_key=source.translation_key, locale=locale
    )
    ArticleTranslation.objects.update_or_create(
        article=article,
        defaults={"source": source, "synced_to": _latest(source), "draft_synced_to": None},
    )
    _announce(article.pk, source.pk)
    return ArticlePage.objects.get(pk=article.pk)


@transaction.atomic
def mark_synced(*, actor: "User", article: ArticlePage) -> ArticleTranslation:
    """Say that a translation says everything that its source says now.

    Where the translation has unpublished changes it holds from their publication on.
    """
    check_can_write_articles(actor)
    article = ArticlePage.objects.select_for_update(no_key=True).get(pk=article.pk)
    relation = ArticleTranslation.objects.filter(article=article).first()
    if relation is None:
        raise Conflict(_("This article is not a translation."))
    latest = _latest(relation.source)
    if article.live and not article.has_unpublished_changes:
        relation.synced_to, relation.draft_synced_to = latest, None
    else:
        relation.draft_synced_to = latest
    relation.save(update_fields=["synced_to", "draft_synced_to"])
    _announce(article.pk)
    return relation


@transaction.atomic
def settle_translation(*, article_id: int) -> None:
    """A translation was published: it says now what its draft took in; safe to run twice."""
    for relation in ArticleTranslation.objects.filter(
        article=article_id, draft_synced_to__isnull=False
    ):
        relation.synced_to, relation.draft_synced_to = relation.draft_synced_to, None
        relation.save(update_fields=["synced_to", "draft_synced_to"])


def _source_id(article: ArticlePage) -> int:
    relation = ArticleTranslation.objects.filter(article=article.pk).first()
    return relation.source_id if relation is not None else article.pk


def _check_free(source: ArticlePage, language: str, but: ArticlePage | None = None) -> None:
    group = ArticlePage.objects.filter(translation_key=source.translation_key, language=language)
    if group.exclude(pk=but.pk if but else None).exists():
        text = _("There is a translation into this language already: %(language)s.")
        raise AlreadyTranslated(text % {"language": language_name(language)})


def _latest(source: ArticlePage) -> ArticleChange | None:
    return ArticleChange.objects.filter(article=source).order_by("-pk").first()


def _announce(*article_ids: int) -> None:
    for article_id in article_ids:
        signals.article_changed.send(sender=ArticlePage, article_id=article_id)

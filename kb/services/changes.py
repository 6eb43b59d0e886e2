"""Writing down what each publication of an article changed."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kb import signals
from kb.enums import ChangeWeight
from kb.models import ArticleChange, ArticlePage
from kb.text.plain import lines_of_article
from kb.text.substance import substance_of
from kb.text.weight import measure_change, weigh

if TYPE_CHECKING:
    from wagtail.models import Revision


@transaction.atomic
def record_change(
    *, article: ArticlePage, revision: "Revision | None", before: ArticlePage | None
) -> ArticleChange | None:
    """Note the publication of a version; None where this version is live already.

    `before` is the version published before, None where there is none any more. The weight is the
    editor's, else measured. From the second version on it is announced.
    """
    former = ArticleChange.objects.filter(article=article).order_by("-pk").first()
    if former is not None and revision is not None and former.revision_id == revision.pk:
        return None
    measure = measure_change(
        lines_of_article(before) if before is not None else [],
        lines_of_article(article),
        is_more_than_words=before is not None and substance_of(before) != substance_of(article),
    )
    weight = ChangeWeight.FIRST if former is None else weigh(measure, article.edit_weight)
    change = ArticleChange.objects.create(
        article=article,
        revision=revision,
        weight=weight,
        declared=former is not None and weight == article.edit_weight,
        note="" if former is None else article.edit_note.strip(),
        words_added=measure.words_added,
        words_removed=measure.words_removed,
        changed_by=revision.user if revision is not None else None,
        published_at=timezone.now(),
    )
    if former is not None:
        signals.article_revised.send(
            sender=ArticlePage, article_id=article.pk, change_id=change.pk, weight=change.weight
        )
    return change

"""Files for download are for those who may read an article that offers them."""

from typing import TYPE_CHECKING, Any, Final

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from kb.audiences import standing_of
from kb.models import ArticlePage
from kb.reading import refusal

if TYPE_CHECKING:
    from kb.querysets import Reader

MAX_STEPS: Final = 2
"""From a file to an article: directly, or through a snippet that stands in the article."""


def refuse_download(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Wagtail's hook before a file is served: None serves it."""
    if may_download(request.user, document):
        return None
    return refusal(request, _("This file belongs to an article that is not for everybody."))


def may_download(reader: "Reader", document: Any) -> bool:
    """Whether an article that the reader may read uses the file; unused files are not held back."""
    if standing_of(reader).keeper:
        return True
    users = _pages_using(document, MAX_STEPS)
    if not users:
        return True
    return ArticlePage.objects.visible_to(reader).filter(pk__in=users).exists()


def _pages_using(thing: Any, steps: int) -> set[int]:
    pages = ContentType.objects.get_for_model(Page).pk
    found: set[int] = set()
    rows = ReferenceIndex.get_references_to(thing).values_list(
        "base_content_type", "content_type", "object_id"
    )
    for base, kind, key in set(rows):
        if base == pages:
            found.add(int(key))
        elif steps > 1:
            model = ContentType.objects.get_for_id(kind).model_class()
            holder = model._default_manager.filter(pk=key).first() if model else None
            found |= _pages_using(holder, steps - 1) if holder else set()
    return found

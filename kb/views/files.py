"""Files for download and pictures are for those who may read an article that shows them."""

from typing import TYPE_CHECKING, Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from kb.models import ArticlePage, KBIndexPage, SharedText
from kb.models.audiences import reader_context
from kb.views.access import refusal

if TYPE_CHECKING:
    from kb.models.querysets import Reader

LIBRARY_FOLDERS: Final = ("images", "original_images", "documents")
MAX_STEPS: Final = 2
"""From a file to an article: directly, or through a snippet that stands in the article."""


def refuse_download(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Wagtail's hook before a file is served: None serves it."""
    if may_have(request.user, document):
        return None
    return refusal(request, _("This file belongs to an article that is not for everybody."))


def may_have(reader: "Reader", file: Any) -> bool:
    """Whether a page that the reader may read shows a picture or offers a document.

    What no published page uses is for those who write and review.
    """
    if reader_context(reader).maintainer:
        return True
    pages = _pages_using(file, MAX_STEPS)
    if not pages:
        return False
    articles = ArticlePage.objects.visible_to(reader).filter(pk__in=pages)
    return articles.exists() or KBIndexPage.objects.live().filter(pk__in=pages).exists()


def may_replace(user: "Reader", file: Any) -> bool:
    """Whether the person may put another file in the place of one, or take it away.

    What published pages show was reviewed with them: only who may publish those may change it.
    """
    if getattr(user, "is_superuser", False):
        return True
    pages = Page.objects.live().filter(pk__in=_pages_using(file, MAX_STEPS))
    return all(page.permissions_for_user(user).can_publish() for page in pages)


def is_in_library(path: str) -> bool:
    """Whether a path below the media folder is one of the library's."""
    return path.split("/", 1)[0].lower() in LIBRARY_FOLDERS


def picture_at(path: str) -> Any:
    """The picture of the library that a path shows, in whatever size; None if it shows none.

    A document has no path of its own: it is handed out under /documents/ alone.
    """
    library = get_image_model()
    renditions = library.get_rendition_model().objects.select_related("image")
    if rendition := renditions.filter(file=path).first():
        return rendition.image
    return library.objects.filter(file=path).first()


def note_files(holder: Any) -> None:
    """Write down which files a text shows, in the same transaction in which it goes live.

    Wagtail does it in a task, which may run when the first readers are there already.
    """
    with transaction.atomic():
        ReferenceIndex.create_or_update_for_object(holder)


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
            if holder is not None and getattr(holder, "live", True):
                found |= _pages_using(holder, steps - 1)
                if isinstance(holder, SharedText) and holder.translates is not None:
                    found |= _pages_using(holder.translates, steps - 1)
    return found

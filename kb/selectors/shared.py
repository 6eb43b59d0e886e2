"""Where shared texts stand."""

from wagtail.models import ReferenceIndex

from kb.models import ArticlePage, SharedText


def articles_with_text(text: SharedText) -> list[int]:
    """The published articles that hold a shared text; from Wagtail's index of references."""
    holders = ReferenceIndex.get_references_to(text).values_list("object_id", flat=True)
    ids = {int(holder) for holder in holders}
    return list(
        ArticlePage.objects.live().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )

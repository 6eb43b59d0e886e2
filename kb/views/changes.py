"""What changed in an article from one publication to the next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kb.selectors.changes import get_change, list_changes
from kb.views.lookup import readable_article_or_404


@require_safe
def list_changes_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """All publications, the newest first."""
    article = readable_article_or_404(request, article_id)
    context = {"article": article, "changes": list_changes(article)}
    return render(request, "kb/change_list.html", context)


@require_safe
def show_change(request: HttpRequest, article_id: int, change_id: int) -> HttpResponse:
    """One publication beside the one before."""
    article = readable_article_or_404(request, article_id)
    shown = get_change(article, change_id)
    if shown is None:
        raise Http404
    return render(request, "kb/change_detail.html", {"article": article, "shown": shown})

"""Pasting Markdown or HTML into an article."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from community.services.versions import EditConflict
from community.text import DiffLine
from core.errors import DomainError
from kb.forms import PasteForm
from kb.permissions import check_can_write_articles
from kb.selectors.comparison import changes_since
from kb.services.pasting import draft_version, paste_text
from kb.views.lookup import article_or_404, signed_in
from kb.views.refusals import show_refusal

_PLACES_SHOWN: Final = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, article_id: int) -> HttpResponse:
    """Turn a text into blocks of the draft, then go on in the CMS."""
    actor = signed_in(request)
    check_can_write_articles(actor)
    article = article_or_404(article_id)
    form = PasteForm(request.POST or None, initial={"version": draft_version(article)})
    changes: list[DiffLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            _draft, lost = paste_text(
                actor=actor,
                article=article,
                text=form.cleaned_data["text"],
                replace=form.cleaned_data["place"] == "replace",
                version=form.cleaned_data["version"] or None,
            )
        except EditConflict as error:
            changes = changes_since(article, form.cleaned_data["version"])
            version = error.details["current"]["version"]
            form = PasteForm(request.POST.dict() | {"version": version})
            form.is_valid()
            show_refusal(form, error)
        except DomainError as error:
            show_refusal(form, error)
        else:
            _tell(request, lost)
            return redirect("wagtailadmin_pages:edit", article.pk)
    status = 422 if form.errors else 200
    context = {"article": article, "form": form, "changes": changes}
    return render(request, "kb/paste.html", context, status=status)


def _tell(request: HttpRequest, lost: list[str]) -> None:
    messages.success(request, _("The text is in the draft. Look it over."))
    if lost:
        message = ngettext(
            "%(n)d thing could not be carried over, such as a picture that is not on the web.",
            "%(n)d things could not be carried over, such as pictures that are not on the web.",
            len(lost),
        )
        places = "; ".join(lost[:_PLACES_SHOWN])
        more = " …" if len(lost) > _PLACES_SHOWN else ""
        messages.warning(request, f"{message % {'n': len(lost)}} {places}{more}")

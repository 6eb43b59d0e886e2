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
from core.http import MemberRequest
from core.versions import give_back_with
from kb.forms import PasteForm
from kb.permissions import check_can_write_articles
from kb.selectors.comparison import changes_since
from kb.services.pasting import draft_version, paste_text
from kb.views.lookup import article_or_404

_PLACES_SHOWN: Final = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste_text_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Turn a text into blocks of the draft, then go on in the CMS."""
    actor = request.user
    check_can_write_articles(actor)
    article = article_or_404(article_id)
    form = PasteForm(request.POST or None, initial={"version": draft_version(article)})
    changes: list[DiffLine] = []
    pasted = form.run(paste_text, actor=actor, article=article)
    if pasted is not None:
        _draft, losses = pasted
        _add_messages(request, losses)
        return redirect("wagtailadmin_pages:edit", article.pk)
    if isinstance(form.refusal, EditConflict):
        changes = changes_since(article, form.cleaned_data["version"])
        give_back_with(form, "version", form.refusal.details["current"]["version"])
    context = {"article": article, "form": form, "changes": changes}
    return render(request, "kb/paste.html", context, status=form.status)


def _add_messages(request: HttpRequest, losses: list[str]) -> None:
    messages.success(request, _("The text is in the draft. Look it over."))
    if losses:
        message = ngettext(
            "%(n)d thing could not be carried over, such as a picture that is not on the web.",
            "%(n)d things could not be carried over, such as pictures that are not on the web.",
            len(losses),
        )
        places = "; ".join(losses[:_PLACES_SHOWN])
        more = " …" if len(losses) > _PLACES_SHOWN else ""
        messages.warning(request, f"{message % {'n': len(losses)}} {places}{more}")

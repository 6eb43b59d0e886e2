"""The health of one article: when it was checked, what speaks against it, who keeps it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core.http import MemberRequest
from core.time_zones import site_today
from kb.permissions import check_can_check_article
from kb.selectors.maintenance import get_maintenance
from kb.services.maintenance import assign_owner, confirm_article
from kb.views.lookup import article_or_404


@login_required
@require_safe
def show_maintenance(request: MemberRequest, article_id: int) -> HttpResponse:
    """What is known about an article's truth, and the act of checking it."""
    actor = request.user
    article = article_or_404(article_id)
    check_can_check_article(actor, article)
    context = {"maintenance": get_maintenance(article, actor, site_today())}
    return render(request, "kb/article_maintenance.html", context)


@login_required
@require_POST
def confirm_article_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Say that an article is still true, with or without a word about what was checked."""
    article = confirm_article(
        actor=request.user,
        article=article_or_404(article_id),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("Thank you. The date of the next check was updated."))
    return _back(request, article.get_absolute_url())


@login_required
@require_POST
def change_owner_page(request: MemberRequest, article_id: int) -> HttpResponse:
    """Give an article to another owner."""
    article = article_or_404(article_id)
    owner = get_object_or_404(User, username_folded=request.POST.get("owner", "")[:150])
    assign_owner(actor=request.user, article=article, owner=owner)
    messages.success(request, _("%(who)s owns this article now.") % {"who": owner.name})
    return redirect("kb:article-care", article_id)


def _back(request: HttpRequest, default: str) -> HttpResponse:
    """To the list that the person came from, or to the article."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return redirect(wanted)
    return redirect(default)

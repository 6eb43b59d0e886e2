"""A task that an answer below an article opened, and the maintainer's decision on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import MemberRequest
from kb.enums import DriftOutcome
from kb.forms import DriftForm
from kb.permissions import check_can_check_article
from kb.selectors.drift import get_drift
from kb.services.drift import resolve_drift


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resolve_drift_page(request: MemberRequest, task_id: int) -> HttpResponse:
    """What moved, the blocks of the article that came from it, and what to do."""
    actor = request.user
    drift = get_drift(task_id, actor)
    if drift is None:
        raise Http404
    check_can_check_article(actor, drift.article)
    form = DriftForm(request.POST or None, initial={"finding": drift.task.finding})
    if form.run(resolve_drift, actor=actor, task=drift.task):
        is_updated = form.cleaned_data["outcome"] == DriftOutcome.UPDATED
        messages.success(
            request,
            _("Thank you. The article counts as updated.")
            if is_updated
            else _("Thank you. Your reason is kept with the task."),
        )
        return redirect(request.path)
    if form.refusal:
        drift = get_drift(task_id, actor)
    context = {"drift": drift, "form": form}
    return render(request, "kb/drift_detail.html", context, status=form.status)

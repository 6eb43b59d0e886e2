"""The audit log."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import MemberRequest, read_int
from moderation.forms import AuditFilterForm
from moderation.permissions import check_can_view_audit_log
from moderation.selectors.audit import AuditFilter, get_audit_page

FILTERS: Final = ("action", "actor", "subject")


@require_safe
@login_required
def show_audit_log(request: MemberRequest) -> HttpResponse:
    """What moderators did, newest first, filterable."""
    check_can_view_audit_log(request.user)
    form = AuditFilterForm(request.GET or None)
    chosen = AuditFilter()
    if form.is_valid():
        chosen = AuditFilter(**{name: form.cleaned_data[name].strip() for name in FILTERS})
    page = get_audit_page(chosen=chosen, before=read_int(request, "before", default=None))
    query = request.GET.copy()
    query["before"] = str(page.next_before or "")
    context = {
        "page": page,
        "form": form,
        "is_filtered": any(getattr(chosen, name) for name in FILTERS),
        "next_url": f"?{query.urlencode()}" if page.next_before else "",
    }
    return render(request, "moderation/audit_log.html", context)

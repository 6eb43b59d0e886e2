"""Pages of notifications. No GET changes anything: what is read is marked by a POST."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import NotFound
from core.http import MemberRequest, read_int
from notifications.forms import PreferencesForm
from notifications.kinds import RULES
from notifications.selectors.inbox import get_inbox, get_line
from notifications.services import mark_all_read, mark_read, save_preferences, unsubscribe
from notifications.tokens import read_unsubscribe_token

SEE_OTHER = 303


@require_safe
@login_required
def list_notifications(request: MemberRequest) -> HttpResponse:
    """What one was told, newest first."""
    only_unread = request.GET.get("show") == "unread"
    before = read_int(request, "before", default=None)
    page = get_inbox(user=request.user, only_unread=only_unread, before=before)
    query = request.GET.copy()
    query["before"] = str(page.next_before or "")
    context = {
        "page": page,
        "only_unread": only_unread,
        "next_url": f"?{query.urlencode()}" if page.next_before else "",
    }
    return render(request, "notifications/list.html", context)


@require_POST
@login_required
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark it read and go where it points."""
    notification = mark_read(actor=request.user, notification_id=notification_id)
    url = get_line(notification=notification).words.url
    response = HttpResponseRedirect(url) if url else redirect("notifications:list")
    response.status_code = SEE_OTHER
    return response


@require_POST
@login_required
def mark_read_page(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark it read and stay."""
    notification = mark_read(actor=request.user, notification_id=notification_id)
    if getattr(request, "htmx", False):
        context = {"line": get_line(notification=notification)}
        return render(request, "notifications/partials/_line.html", context)
    return redirect("notifications:list")


@require_POST
@login_required
def mark_all_read_page(request: MemberRequest) -> HttpResponse:
    """Mark everything read."""
    mark_all_read(actor=request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("notifications:list")


@require_http_methods(["GET", "POST"])
@login_required
def edit_preferences(request: MemberRequest) -> HttpResponse:
    """Choose per kind: on the site, by mail, both or not at all."""
    form = PreferencesForm(request.POST or None, user=request.user)
    form.run(save_preferences, actor=request.user)
    if form.is_done:
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:settings")
    return render(request, "notifications/settings.html", {"form": form}, status=form.status)


@csrf_exempt  # a mail program posts here for the reader (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST stops the mails of one kind; neither needs a sign-in."""
    if request.method == "POST":
        kind = unsubscribe(token=token)
        is_done = True
    else:
        found = read_unsubscribe_token(token)
        if found is None:
            raise NotFound
        _user_id, kind = found
        is_done = False
    context = {"kind": kind, "description": RULES[kind].description, "is_done": is_done}
    return render(request, "notifications/unsubscribe.html", context)

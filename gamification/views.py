"""Pages of reputation, badges and leaderboards; all of them only read."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import get_person
from core.http import read_int
from gamification.enums import Period
from gamification.rules import current_rules
from gamification.selectors.badges import get_badge, list_badges, list_holders
from gamification.selectors.chart import get_chart
from gamification.selectors.history import get_history
from gamification.selectors.leaderboard import get_leaderboard
from gamification.selectors.privileges import get_ladder
from gamification.selectors.reputations import get_points


@require_safe
def show_leaderboard(request: HttpRequest) -> HttpResponse:
    """Show who earned most in a period, and the viewer's own place."""
    requested = request.GET.get("period", "")
    period = Period(requested) if requested in Period.values else Period.WEEK
    viewer = request.user if isinstance(request.user, User) else None
    board = get_leaderboard(period, viewer=viewer)
    context = {"board": board, "periods": Period, "is_indexable": True}
    return render(request, "gamification/leaderboard.html", context)


@require_safe
def show_badges(request: HttpRequest) -> HttpResponse:
    """Show all badges by family."""
    families = [(family.name.lower(), lines) for family, lines in list_badges(request.user).items()]
    context = {"families": families, "is_indexable": True}
    return render(request, "gamification/badge_list.html", context)


@require_safe
def show_badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a badge and who holds it."""
    badge = get_badge(slug)
    before = read_int(request, "before", default=None)
    holders = list_holders(badge, request.user, before=before)
    next_url = f"?{urlencode({'before': holders.next})}" if holders.next else ""
    context = {"badge": badge, "holders": holders, "next_url": next_url, "is_indexable": True}
    return render(request, "gamification/badge_detail.html", context)


@require_safe
def show_privileges(request: HttpRequest) -> HttpResponse:
    """Show what points unlock and what the viewer can do next."""
    rules = current_rules()
    context = {"ladder": get_ladder(request.user), "rules": rules, "is_indexable": True}
    return render(request, "gamification/privileges.html", context)


@require_safe
def show_reputation(request: HttpRequest, username: str) -> HttpResponse:
    """Show every change of a person's points: what, when and why."""
    person = get_person(username)
    if person.username != username:
        return redirect("gamification:reputation", person.username, permanent=True)
    before = request.GET.get("before", "")
    history = get_history(person, request.user, before=before)
    here = reverse("gamification:reputation", args=[person.username])
    context = {
        "person": person,
        "points": get_points(person.pk),
        "history": history,
        "chart": None if before else get_chart(person),
        "first_url": here if before else "",
        "next_url": f"{here}?{urlencode({'before': history.next})}" if history.next else "",
        "daily_cap": current_rules().daily_cap,
        "is_indexable": True,
    }
    return render(request, "gamification/reputation.html", context)
